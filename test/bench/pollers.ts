/**
 * What watchers cost at full load: users without a wait, by turns watched by clients (each polls /stats/requests once a second
 * and holds a /stream) and not. The generator has core 1; core 0 has its target and the clients, which are one process
 * that is told to watch and to rest. Short turns in pairs, and each pair's ratio: what changes more slowly cancels out.
 *
 *   npm run bench:pollers -- [--clients 20] [--pairs 40] [--seconds 1.5] [--users 50]
 *
 * Prints medians of the ratios with intervals of 95 %, and the same of pairs in which the clients rested twice; exits 1
 * where the whole interval of requests per CPU second lies under 0.97. Linux only.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../e2e/support/program.ts';
import { type Nginx, startNginx } from './peers/nginx.ts';
import { median } from './peers/stats.ts';
import { heard, onCore } from './pollers/child.ts';
import { cpuTime } from './pollers/cpuTime.ts';
import { type Doing, type Estimate, estimate, orderOf } from './pollers/ratios.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '20' },
    pairs: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '1.5' },
    users: { type: 'string', default: '50' },
  },
});
const BOUND = 0.97;
const PORT = 18_096;
/** From the clients' answer to the beginning of a turn: connections open and close, ms. */
const SETTLE_MS = 300;

const LOAD = `import { defineUser, noWait } from 'statestorm';
export default defineUser('Visitor', {
  waitTime: noWait,
  tasks: { async home({ http }) { await http.get('/'); } },
});
`;

/** What the generator did in one turn. */
interface Turn {
  readonly perCpu: number;
  readonly perSecond: number;
  /** CPU time of its own over the time that went by. */
  readonly busy: number;
}

interface Reading {
  readonly requests: number;
  /** ns. */
  readonly cpu: number;
  /** ns. */
  readonly at: number;
}

const folder = mkdtempSync(join(tmpdir(), 'statestorm-pollers-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
let isWithinBound = false;
let target: Pick<Nginx, 'url' | 'requests' | 'close'> | undefined;
try {
  isWithinBound = await compare();
} finally {
  target?.close();
  rmSync(folder, { recursive: true });
}
process.exit(isWithinBound ? 0 : 1);

async function compare(): Promise<boolean> {
  spawnSync('taskset', ['-acp', '0', `${process.pid}`]);
  target = await startNginx(PORT).catch(ownTarget);
  const file = join(folder, 'load.user.ts');
  writeFileSync(file, LOAD);
  const ports = ['--web-port', '0', '--web-port-sre-recipe', '0', '--web-host', '127.0.0.1'];
  const more = ['--web-host-sre-recipe', '127.0.0.1', '--host', target.url, '-f', file];
  const start = ['--autostart', '--users', values.users, '--spawn-rate', '1000'];
  const generator = onCore(1, [`${REPOSITORY}src/main.ts`, ...ports, ...more, ...start]);
  const [, url = ''] = await heard(generator, /"web":"([^"]+)"/);
  const watchers = onCore(
    0,
    [new URL('./pollers/watchers.ts', import.meta.url).pathname, url, values.clients],
    'pipe',
  );
  await sleep(4000);

  const done: Record<Doing, Turn[]> = { rest: [], watch: [] };
  let told = { polls: 0, points: 0 };
  const turn = async (doing: Doing): Promise<Turn> => {
    watchers.stdin?.write(`${doing}\n`);
    const [answer] = await heard(watchers, /^\{"done".*/);
    told = JSON.parse(answer) as typeof told;
    await sleep(SETTLE_MS);
    const measured = await measure(generator.pid);
    done[doing].push(measured);
    return measured;
  };
  const ratios: { control: boolean; cpu: number; second: number }[] = [];
  for (const { turns, reversed, control } of orderOf(Number(values.pairs))) {
    const pair = [await turn(turns[0]), await turn(turns[1])] as const;
    const [base, other] = reversed ? [pair[1], pair[0]] : pair;
    const [cpu, second] = [other.perCpu / base.perCpu, other.perSecond / base.perSecond];
    ratios.push({ control, cpu, second });
  }
  const watched = ratios.filter(({ control }) => !control);
  const controls = ratios.filter(({ control }) => control);

  row('clients', 'per CPU second', 'requests/s', 'CPU, cores');
  for (const [name, all] of Object.entries(done)) {
    const middle = (of: (turn: Turn) => number): number => median(all.map(of));
    const whole = [middle((each) => each.perCpu), middle((each) => each.perSecond)].map((n) => n.toFixed(0));
    row(name === 'rest' ? 'resting' : 'watching', ...whole, middle((each) => each.busy).toFixed(3));
  }
  row('ratio of', 'per CPU second', 'requests/s');
  const cost = estimate(watched.map(({ cpu }) => cpu));
  row('watching to resting', textOf(cost), textOf(estimate(watched.map(({ second }) => second))));
  const none = estimate(controls.map(({ cpu }) => cpu));
  row('resting to resting', textOf(none), textOf(estimate(controls.map(({ second }) => second))));
  const { polls, points } = told;
  console.log(`${watched.length} pairs of ${values.seconds} s and ${controls.length} without watching`);
  console.log(`${values.clients} clients: ${polls} polls, ${points} points`);
  console.log(`bound ${BOUND}: ${cost.high >= BOUND ? 'ok' : 'MISSED'}`);
  return cost.high >= BOUND;
}

async function measure(pid: number): Promise<Turn> {
  const from = await reading(pid);
  await sleep(Number(values.seconds) * 1000);
  const to = await reading(pid);
  const requests = to.requests - from.requests;
  const [cpu, span] = [(to.cpu - from.cpu) / 1e9, (to.at - from.at) / 1e9];
  return { perCpu: requests / cpu, perSecond: requests / span, busy: cpu / span };
}

/** The target's count, and clocks as they stood in the middle of asking for it. */
async function reading(pid: number): Promise<Reading> {
  const [cpu, at] = [cpuTime(pid), performance.now() * 1e6];
  const requests = (await target?.requests()) ?? Number.NaN;
  return { requests, cpu: (cpu + cpuTime(pid)) / 2, at: (at + performance.now() * 1e6) / 2 };
}

/** Where there is no nginx: a target of ours, which needs more of its core than the generator of its own. */
async function ownTarget(): Promise<NonNullable<typeof target>> {
  console.log(
    'There is no nginx: a slower target takes its place, and requests/s are not the generator’s alone',
  );
  const child = onCore(0, [`${REPOSITORY}test/bench/target.ts`]);
  const [, port] = await heard(child, /"port": ?(\d+)/);
  const url = `http://127.0.0.1:${port}`;
  const requests = async (): Promise<number> =>
    ((await (await fetch(`${url}/_stats`)).json()) as { requests: number }).requests;
  return { url, requests, close: child.kill };
}

function textOf({ median, low, high }: Estimate): string {
  return `${median.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

function row(...cells: readonly string[]): void {
  console.log(
    cells
      .map((cell) => cell.padEnd(28))
      .join('')
      .trimEnd(),
  );
}
