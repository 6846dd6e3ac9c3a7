/**
 * What sharing a load costs: the CPU a request of two processes against that of one, at the same load for each process,
 * and the rate that two reach against one without waits. The cores are shared with the target, an nginx, and with
 * the coordinator; so beside them are two programs that know nothing of each other, each with one process's load: what those
 * cost more than one is the machine's doing, what two processes cost more than those is the fleet's.
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
import { cpuOf, ownCpuOf } from './peers/processTree.ts';
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

interface Measured extends Round {
  /** CPU time a request of the coordinator alone, µs. */
  readonly decidingUs: number;
}

/** @param programs So many of them at once, each with so many processes. */
async function measure(load: string, processes: number, programs = 1): Promise<Measured> {
  const args = [`${REPOSITORY}src/main.ts`, '-f', load, '--processes', `${processes}`, '--host', nginx.url];
  const run = ['--headless', '--only-summary', '-u', `${USERS * processes}`, '-r', '1000', '-t', '60s'];
  const pids = Array.from({ length: programs }, () => {
    const child = spawn(process.execPath, [...args, ...run], { stdio: 'ignore', detached: true });
    return child.pid ?? 0;
  });
  const sum = (of: (pid: number) => number): number => pids.reduce((all, pid) => all + of(pid), 0);
  try {
    const before = await nginx.requests();
    while ((await nginx.requests()) - before < 1000) await sleep(100);
    await sleep(2500);
    const [from, cpuFrom, ownFrom, at] = [
      await nginx.requests(),
      sum(cpuOf),
      sum(ownCpuOf),
      performance.now(),
    ];
    await sleep(seconds * 1000);
    const [to, cpuTo, ownTo, until] = [await nginx.requests(), sum(cpuOf), sum(ownCpuOf), performance.now()];
    const requests = to - from;
    return {
      rate: (requests * 1000) / (until - at),
      cpuUs: (cpuTo - cpuFrom) / requests,
      decidingUs: processes > 1 ? (ownTo - ownFrom) / requests : 0,
    };
  } finally {
    for (const pid of pids) process.kill(-pid, 'SIGKILL');
    await sleep(500);
  }
}

const paced = write('paced.user.ts', `constantThroughput(${PACED})`);
const hasty = write('hasty.user.ts', 'constant(0)');
const rounds: { one: Measured; apart: Measured; two: Measured; full: Measured; both: Measured }[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const one = await measure(paced, 1);
  const apart = await measure(paced, 1, 2);
  const two = await measure(paced, 2);
  const [full, both] = [await measure(hasty, 1), await measure(hasty, 2)];
  rounds.push({ one, apart, two, full, both });
  console.error(
    `${round + 1}  paced ${one.cpuUs.toFixed(1)}, apart ${apart.cpuUs.toFixed(1)}, two ${two.cpuUs.toFixed(1)} µs (deciding ${two.decidingUs.toFixed(2)}) at ${Math.round(one.rate)}, ${Math.round(apart.rate)}, ${Math.round(two.rate)}/s; without waits ${Math.round(full.rate)} and ${Math.round(both.rate)}/s`,
  );
}
nginx.close();
type Kind = 'one' | 'apart' | 'two';
const cpu = median(rounds.map(({ one, two }) => two.cpuUs / one.cpuUs));
for (const [label, kind] of [
  ['one process', 'one'],
  ['two programs apart', 'apart'],
  ['two processes', 'two'],
] satisfies [string, Kind][]) {
  const of = (value: (each: Measured) => number): number => median(rounds.map((round) => value(round[kind])));
  console.log(
    `CPU a request, ${label}: ${of(({ cpuUs }) => cpuUs).toFixed(1)} µs at ${Math.round(of(({ rate }) => rate))}/s`,
  );
}
console.log(`Of it the coordinator: ${median(rounds.map(({ two }) => two.decidingUs)).toFixed(2)} µs`);
console.log(`Two processes against one, CPU a request: ${cpu.toFixed(2)}  ${cpu <= 1.1 ? 'ok' : 'MISSED'}`);
console.log(
  `Two programs apart against one: ${median(rounds.map(({ one, apart }) => apart.cpuUs / one.cpuUs)).toFixed(2)}; two processes against those: ${median(rounds.map(({ apart, two }) => two.cpuUs / apart.cpuUs)).toFixed(2)}`,
);
console.log(
  `Two against one, requests/s without waits: ${median(rounds.map(({ full, both }) => both.rate / full.rate)).toFixed(2)} (target and coordinator share the cores)`,
);
process.exit(cpu <= 1.1 ? 0 : 1);
