/**
 * The load that one core makes, ours beside others: the same nginx on core 0, each client in turn on core 1, 100
 * users or connections without a wait. Rates are nginx's own count, CPU that of the client's processes; both are taken
 * while the load is under way, so that nobody's start counts.
 *
 *   npm run bench:peers -- [--rounds 7] [--seconds 6] [--connections 100] [--only wrk,k6] [--write]
 *
 * Prints a table; with --write into docs/performance.md as well. Peers that are not there are named.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../e2e/support/program.ts';
import { type Aim, CLIENTS, type Client, OURS } from './peers/clients.ts';
import { type Nginx, startNginx } from './peers/nginx.ts';
import { cpuOf } from './peers/processTree.ts';
import { type Round, rowsOf, tableOf } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '100' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
/** Its share of a client's time: until it has begun, and until the load is even. */
const START_S = 20;
const EVEN_MS = 1500;
const PORT = 18_099;

const wanted = values.only?.split(',');
const chosen = CLIENTS.filter(
  ({ name }) => name === OURS || !wanted || wanted.some((each) => name.includes(each)),
);

async function measure(client: Client, nginx: Nginx): Promise<Round> {
  const aim: Aim = { url: nginx.url, connections: Number(values.connections), seconds: seconds + START_S };
  const command = client.command(aim);
  if (command === undefined) throw new Error(`${client.name} is missing`);
  const before = await nginx.requests();
  const child = spawn('taskset', ['-c', '1', command.file, ...command.args], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...command.env },
  });
  const end = (): void => stop(child);
  process.once('exit', end);
  try {
    const givenUp = performance.now() + START_S * 1000;
    while ((await nginx.requests()) - before < 500) {
      if (performance.now() > givenUp || child.exitCode !== null)
        throw new Error(`${client.name} makes no load`);
      await sleep(100);
    }
    await sleep(EVEN_MS);
    const [from, cpuFrom, at] = [await nginx.requests(), cpuOf(child.pid ?? 0), performance.now()];
    await sleep(seconds * 1000);
    const [to, cpuTo, until] = [await nginx.requests(), cpuOf(child.pid ?? 0), performance.now()];
    const requests = to - from;
    return { rate: (requests * 1000) / (until - at), cpuUs: (cpuTo - cpuFrom) / requests };
  } finally {
    process.removeListener('exit', end);
    stop(child);
    await sleep(500);
  }
}

/** With all that it started: it leads a group. */
function stop(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

const there = chosen.filter((each) => each.command({ url: 'http://127.0.0.1', connections: 1, seconds: 1 }));
const nginx = await startNginx(PORT);
const rounds = new Map<string, Round[]>(there.map(({ name }) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const client of round % 2 === 1 ? there : there.toReversed()) {
    const measured = await measure(client, nginx);
    rounds.get(client.name)?.push(measured);
    console.error(
      `${round}  ${client.name}: ${Math.round(measured.rate)}/s, ${measured.cpuUs.toFixed(1)} µs`,
    );
  }
}
nginx.close();

const missing = chosen
  .filter((each) => !there.includes(each))
  .map((each) => `${each.name} (${each.missing})`);
const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}`;
const text = [
  tableOf(rowsOf(rounds, OURS)),
  '',
  `${values.rounds} rounds in turn, ${seconds} s each, ${values.connections} connections; ${machine}.`,
  ...(missing.length > 0 ? [`Missing: ${missing.join(', ')}.`] : []),
].join('\n');
console.log(text);

if (values.write) {
  const path = `${REPOSITORY}docs/performance.md`;
  const [begin, end] = ['<!-- peers -->', '<!-- /peers -->'];
  const page = readFileSync(path, 'utf8');
  const [head, rest] = [page.slice(0, page.indexOf(begin)), page.slice(page.indexOf(end))];
  writeFileSync(path, `${head}${begin}\n\n${text}\n\n${rest}`);
  spawnSync(process.execPath, [`${REPOSITORY}node_modules/.bin/biome`, 'format', '--write', path]);
}
process.exit(0);
