/**
 * Whether the numbers are true: a target that measures itself, and what we, wrk and k6 record of it, in turn. First at a
 * fixed answer time of 50 ms from few users to more than a core can serve, then with answers of two speeds, then with
 * a target that stands still for 2 s, then with users whose own code holds the generator's thread. The target runs on
 * core 0, whoever asks on core 1.
 *
 *   npm run bench:truth -- [--rounds 7] [--seconds 5] [--only 'own code']
 *
 * Prints medians over the rounds. Exits 1 where 100 users record more than 1 ms above the target's own median, 5 ms above
 * its p99 or 3 ms above wrk's p99 of the same round; where a round is off by a tenth (and by what `OFF_US` says) without
 * the saturated flag; and where the flag is up though the round is right and the core is not used up. What the target does
 * not see of itself, the time in which a request lies in its socket, is taken from wrk, or from the same users without code
 * of their own: true is what the slower of the two says.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { BENCH } from './peers/clients.ts';
import { median } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});
const run = promisify(execFile);
const NODE = process.execPath;

/** Times in µs. wrk and k6 are not asked for their p95. */
interface Times {
  readonly requests: number;
  readonly p50: number;
  readonly p95?: number;
  readonly p99: number;
  readonly max: number;
}

interface Ours extends Times {
  readonly target: Times;
  readonly cpu: number;
  readonly loopDelayP99Ms: number;
  readonly saturatedAfter: number | null;
}

/** What was recorded in one round; k6 where it is installed. */
interface Round {
  readonly ours: Ours;
  readonly wrk: Times | undefined;
  readonly k6: Times | undefined;
  /** Ours without the users' own code, where they have some. */
  readonly plain: Times | undefined;
}

interface Case {
  readonly name: string;
  readonly path: string;
  readonly users: number;
  readonly stalls?: boolean;
  /** For so many ms of every 100 the users' own code holds the thread. */
  readonly work?: number;
  /** Whether the bounds on single milliseconds hold for it. */
  readonly isExact?: boolean;
}

const CASES: readonly Case[] = [
  { name: '50 ms, 10 users', path: '/', users: 10 },
  { name: '50 ms, 100 users', path: '/', users: 100, isExact: true },
  { name: '50 ms, 300 users', path: '/', users: 300 },
  { name: '50 ms, 1,000 users', path: '/', users: 1000 },
  { name: '50 ms, 1,500 users', path: '/', users: 1500 },
  { name: '50 ms, 2,000 users', path: '/', users: 2000 },
  { name: '50 ms, 3,000 users', path: '/', users: 3000 },
  { name: '10 or 100 ms, 50 users', path: '/peaks', users: 50 },
  { name: 'a stall of 2 s, 50 users', path: '/stall', users: 50, stalls: true },
  { name: '10 ms, 20 users, own code 2 ms in 100', path: '/10', users: 20, work: 2 },
  { name: '10 ms, 20 users, own code 8 ms in 100', path: '/10', users: 20, work: 8 },
  { name: '10 ms, 20 users, own code 30 ms in 100', path: '/10', users: 20, work: 30 },
  { name: '50 ms, 100 users, own code 8 ms in 100', path: '/', users: 100, work: 8 },
  { name: '50 ms, 100 users, own code 30 ms in 100', path: '/', users: 100, work: 30 },
];

/** Less than this, µs, is nothing at these percentiles: the grain of timers, and 99 % of 100 ticks a second. */
const OFF_US = { p50: 1000, p95: 3000, p99: 10_000 };
/** From this share of a core on it is used up, and the flag is up whatever the numbers are. */
const USED_UP = 0.85;

const child = spawn('taskset', ['-c', '0', NODE, new URL('truth/target.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => child.kill('SIGTERM'));
const url = `http://127.0.0.1:${await portOf()}`;
let isMissed = false;

console.log(
  'case | requests/s | target p50, p99 | ours p50, p99 | wrk p50, p99 | k6 p50, p99 | CPU | loop p99 | saturated',
);
for (const each of CASES) {
  if (!each.name.includes(values.only)) continue;
  const rounds: Round[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const measured: Partial<Record<keyof Round, Times | undefined>> = {};
    const order = [
      ['ours', ours],
      ['wrk', wrk],
      ['k6', k6],
    ] as const;
    // The others have no code of a user's own that could hold them up.
    for (const [who, ask] of each.work !== undefined
      ? order.slice(0, 1)
      : round % 2 === 0
        ? order
        : order.toReversed()) {
      measured[who] = await ask(each);
      await sleep(300);
    }
    if (each.work !== undefined) measured.plain = await ours({ ...each, work: 0 });
    rounds.push(measured as Round);
  }
  report(each, rounds);
}
process.exit(isMissed ? 1 : 0);

function report({ name, isExact, stalls, work }: Case, rounds: readonly Round[]): void {
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const ms = (value: (round: Round) => number): string => (of(value) / 1000).toFixed(1);
  const both = (who: 'ours' | 'wrk' | 'k6'): string => {
    if (work !== undefined && who !== 'ours') return '';
    if (rounds.some((round) => round[who] === undefined)) return 'missing';
    const at = (key: 'p50' | 'p99' | 'max'): string => ms((round) => (round[who] as Times)[key]);
    return `${at('p50')}, ${at('p99')}${stalls ? `, max ${at('max')}` : ''}`;
  };
  const raised = rounds.filter(({ ours: { saturatedAfter } }) => saturatedAfter !== null).length;
  const misses = [
    ...(isExact && of(({ ours }) => ours.p50 - ours.target.p50) > 1000 ? ['median + 1 ms'] : []),
    ...(isExact && of(({ ours }) => ours.p99 - ours.target.p99) > 5000 ? ['p99 + 5 ms'] : []),
    ...(isExact && of(({ ours, wrk }) => ours.p99 - (wrk as Times).p99) > 3000 ? ['p99 of wrk + 3 ms'] : []),
    ...(rounds.some((round) => isOff(round) && round.ours.saturatedAfter === null)
      ? ['off without the flag']
      : []),
    ...(rounds.some((each) => !isOff(each) && each.ours.saturatedAfter !== null && each.ours.cpu < USED_UP)
      ? ['flag without being off']
      : []),
  ];
  if (misses.length > 0) isMissed = true;
  console.log(
    [
      name,
      Math.round(of(({ ours }) => ours.requests) / Number(values.seconds)),
      `${ms(({ ours }) => ours.target.p50)}, ${ms(({ ours }) => ours.target.p99)}`,
      both('ours'),
      both('wrk'),
      both('k6'),
      of(({ ours }) => ours.cpu).toFixed(2),
      `${of(({ ours }) => ours.loopDelayP99Ms).toFixed(1)} ms`,
      `${raised} of ${rounds.length}${misses.length > 0 ? `  MISSED: ${misses.join(', ')}` : ''}`,
    ].join(' | '),
  );
}

/** Whether one of the percentiles is a tenth above the truth, and by more than nothing. */
function isOff({ ours, wrk, plain }: Round): boolean {
  return (['p50', 'p95', 'p99'] as const).some((key) => {
    const truth = Math.max(ours.target[key] ?? 0, wrk?.[key] ?? 0, plain?.[key] ?? 0);
    // Where wrk says nothing of it, the target alone does only as far as it is not queued at.
    if (wrk !== undefined && wrk[key] === undefined) return false;
    const recorded = ours[key] ?? 0;
    return recorded > 1.1 * truth && recorded - truth > OFF_US[key];
  });
}

/** In the middle of the measurement. */
function stallLater(): void {
  setTimeout(() => void fetch(`${url}/_stall`), 2500 + (Number(values.seconds) * 1000) / 2 - 1000);
}

async function ours({ path, users, stalls, work = 0 }: Case): Promise<Ours> {
  if (stalls) stallLater();
  const client = new URL('truth/client.ts', import.meta.url).pathname;
  const args = [
    '--url',
    url,
    '--path',
    path,
    '--users',
    `${users}`,
    '--seconds',
    values.seconds,
    '--work',
    `${work}`,
  ];
  const { stdout } = await run('taskset', ['-c', '1', NODE, client, ...args]);
  return JSON.parse(stdout) as Ours;
}

async function wrk({ path, users, stalls }: Case): Promise<Times> {
  if (stalls) stallLater();
  const args = [
    '-t1',
    `-c${users}`,
    `-d${Number(values.seconds) + (stalls ? 2 : 0)}s`,
    '--latency',
    '--timeout',
    '10s',
  ];
  const { stdout } = await run('taskset', ['-c', '1', 'wrk', ...args, url + path]);
  const line = (pattern: RegExp): number => micros(pattern.exec(stdout)?.[1] ?? '');
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    p50: line(/^\s+50%\s+(\S+)/m),
    p99: line(/^\s+99%\s+(\S+)/m),
    max: line(/Latency\s+\S+\s+\S+\s+(\S+)/),
  };
}

/** Its own summary; undefined where `npm run bench:setup` has not built it. */
async function k6({ path, users, stalls }: Case): Promise<Times | undefined> {
  const file = join(BENCH, 'bin/k6');
  if (!existsSync(file)) return undefined;
  if (stalls) stallLater();
  mkdirSync(BENCH, { recursive: true });
  const [load, summary] = [join(BENCH, 'truth.js'), join(BENCH, 'truth.json')];
  writeFileSync(load, `import http from 'k6/http';\nexport default () => { http.get('${url}${path}'); };\n`);
  const lasting = `${Number(values.seconds) + (stalls ? 2 : 0)}s`;
  const args = ['run', '--quiet', '--no-usage-report', '--vus', `${users}`, '--duration', lasting];
  const asked = ['--summary-trend-stats', 'med,p(99),max', '--summary-export', summary, load];
  await run('taskset', ['-c', '1', file, ...args, ...asked]);
  const { metrics } = JSON.parse(readFileSync(summary, 'utf8')) as {
    metrics: { http_req_duration: Record<string, number>; http_reqs: { count: number } };
  };
  const { med = 0, 'p(99)': p99 = 0, max = 0 } = metrics.http_req_duration;
  return { requests: metrics.http_reqs.count, p50: med * 1000, p99: p99 * 1000, max: max * 1000 };
}

/** `50.23ms`, `812.00us`, `1.02s` in µs. */
function micros(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(number) * (unit === 's' ? 1e6 : unit === 'ms' ? 1000 : 1);
}

async function portOf(): Promise<number> {
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { port: number }).port;
  }
  throw new Error('The target ended before it said its port');
}
