/**
 * What sharing a load costs: the CPU a request of two processes against that of one, at the same load for each process,
 * and the rate that two reach against one without waits. The cores are shared with the target, an nginx, and with
 * the coordinator.
 *
 *   npm run bench:processes -- [--rounds 7] [--seconds 4] [--pace 40]
 *
 * Exits 1 where two processes need more than 1.1 times the CPU a request.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../e2e/support/program.ts';
import { BENCH } from './peers/clients.ts';
import { startNginx } from './peers/nginx.ts';
import { cpuOf } from './peers/processTree.ts';
import { median, type Round } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    pace: { type: 'string', default: '40' },
  },
});
const seconds = Number(values.seconds);
const PORT = 18_097;
/** Users of one process. */
const USERS = 100;
/** Tasks a second of each user: by default 4,000 requests a second for each process, about a sixth of a core. */
const PACED = Number(values.pace);

const nginx = await startNginx(PORT);

function write(name: string, waitTime: string): string {
  mkdirSync(BENCH, { recursive: true });
  const path = join(BENCH, name);
  writeFileSync(
    path,
    `import { constant, constantThroughput, defineUser } from 'statestorm';
export default defineUser('Asker', {
  waitTime: ${waitTime},
  tasks: { async home({ http }) { await http.get('/'); } },
});
`,
  );
  return path;
}

async function measure(load: string, processes: number): Promise<Round> {
  const users = USERS * processes;
  const child = spawn(
    process.execPath,
    [
      ...[`${REPOSITORY}src/main.ts`, '-f', load, '--processes', `${processes}`, '--host', nginx.url],
      ...['--headless', '--only-summary', '-u', `${users}`, '-r', '1000', '-t', '60s'],
    ],
    { stdio: 'ignore', detached: true },
  );
  const pid = child.pid ?? 0;
  try {
    const before = await nginx.requests();
    while ((await nginx.requests()) - before < 1000) await sleep(100);
    await sleep(2500);
    const [from, cpuFrom, at] = [await nginx.requests(), cpuOf(pid), performance.now()];
    await sleep(seconds * 1000);
    const [to, cpuTo, until] = [await nginx.requests(), cpuOf(pid), performance.now()];
    return { rate: ((to - from) * 1000) / (until - at), cpuUs: (cpuTo - cpuFrom) / (to - from) };
  } finally {
    process.kill(-pid, 'SIGKILL');
    await sleep(500);
  }
}

const paced = write('paced.user.ts', `constantThroughput(${PACED})`);
const hasty = write('hasty.user.ts', 'constant(0)');
const ratios: { cpu: number; rate: number; one: Round; two: Round }[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const [one, two] = [await measure(paced, 1), await measure(paced, 2)];
  const [full, both] = [await measure(hasty, 1), await measure(hasty, 2)];
  ratios.push({ cpu: two.cpuUs / one.cpuUs, rate: both.rate / full.rate, one, two });
  console.error(
    `${round + 1}  paced ${one.cpuUs.toFixed(1)} and ${two.cpuUs.toFixed(1)} µs at ${Math.round(one.rate)} and ${Math.round(two.rate)}/s; without waits ${Math.round(full.rate)} and ${Math.round(both.rate)}/s`,
  );
}
nginx.close();
const cpu = median(ratios.map((each) => each.cpu));
console.log(
  `CPU a request, one process: ${median(ratios.map(({ one }) => one.cpuUs)).toFixed(1)} µs at ${Math.round(median(ratios.map(({ one }) => one.rate)))}/s`,
);
console.log(
  `CPU a request, two processes: ${median(ratios.map(({ two }) => two.cpuUs)).toFixed(1)} µs at ${Math.round(median(ratios.map(({ two }) => two.rate)))}/s`,
);
console.log(`Two against one, CPU a request: ${cpu.toFixed(2)}  ${cpu <= 1.1 ? 'ok' : 'MISSED'}`);
console.log(
  `Two against one, requests/s without waits: ${median(ratios.map(({ rate }) => rate)).toFixed(2)} (target and coordinator share the cores)`,
);
process.exit(cpu <= 1.1 ? 0 : 1);
