/**
 * As many users as a machine holds: each with a connection of its own, over as many processes as their descriptors
 * take, with a wait of 1 to 10 s between two GETs. The target is an nginx with several workers on several addresses.
 *
 *   npm run bench:machine -- [--users 50000] [--processes 3] [--rate 2500] [--seconds 120]
 *
 * The window begins 20 s after the last spawn. Rates are the target's own count. Exits 1 where a bound is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Port } from '../e2e/support/port.ts';
import { MAIN, Program } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';
import { BENCH } from './peers/clients.ts';
import { startNginx } from './peers/nginx.ts';
import { cpuOf, memoryOf } from './peers/processTree.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '50000' },
    processes: { type: 'string', default: '3' },
    rate: { type: 'string', default: '2500' },
    seconds: { type: 'string', default: '120' },
  },
});
const users = Number(values.users);
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const PORT = 18_096;
const HOSTS = 4;
const MEAN_WAIT = 5.5;
/** From the last spawn until the load is even, s. */
const SETTLE = 20;
const MOST_STOPPING = 10;

/** What of `/stats/requests` is looked at. */
interface Report {
  readonly state: string;
  readonly user_count: number;
  readonly saturated: boolean;
  readonly workers: readonly { readonly user_count: number; readonly cpu_usage: number }[];
  readonly stats: readonly {
    readonly num_requests: number;
    readonly num_failures: number;
    readonly num_aborted: number;
    readonly avg_response_time: number;
    readonly 'response_time_percentile_0.99': number;
  }[];
}

const nginx = await startNginx(PORT, { workers: HOSTS, hosts: HOSTS });
mkdirSync(BENCH, { recursive: true });
const load = join(BENCH, 'machine.user.ts');
writeFileSync(
  load,
  `import { between, defineUser } from 'statestorm';
const patient = (host: number) =>
  defineUser(\`Patient\${host}\`, {
    host: \`http://127.0.0.\${host}:${PORT}\`,
    waitTime: between('1s', '10s'),
    tasks: { async home({ http }) { await http.get('/'); } },
  });
${Array.from({ length: HOSTS }, (_, host) => `export const at${host + 1} = patient(${host + 1});`).join('\n')}
`,
);
const ports = ['--web-port', '0', '--web-port-sre-recipe', '0', '--web-host', '127.0.0.1'];
const program = new Program(
  process.execPath,
  [MAIN, '-f', load, '--processes', values.processes, ...ports, '--stop-timeout', '10'],
  { detached: true },
);
process.once('exit', () => {
  if (program.running) process.kill(-program.pid, 'SIGKILL');
});
const web = new Port((await program.says(/"web":"([^"]+)"/, 60_000))[1] as string);
const report = async (): Promise<Report> => (await web.get<Report>('/stats/requests')).body;
const totalOf = ({ stats }: Report): Report['stats'][number] => stats.at(-1) as Report['stats'][number];

const memoryBefore = memoryOf(program.pid);
const began = performance.now();
await web.swarm({ user_count: users, spawn_rate: rate });
await until(
  'all users are there',
  async () => (await report()).user_count === users,
  (users / rate + 60) * 1000,
);
const spawnedIn = (performance.now() - began) / 1000;
await sleep(SETTLE * 1000);
await web.get('/stats/reset');

let asked = 0;
const requests = (): Promise<number> => {
  asked++;
  return nginx.requests();
};
const [cpuFrom, from, at] = [cpuOf(program.pid), await requests(), performance.now()];
const marks: [number, number][] = [[from, at]];
let saturated = 0;
for (let second = 1; second <= seconds; second++) {
  await sleep(at + second * 1000 - performance.now());
  marks.push([await requests(), performance.now()]);
  if (second % 10 === 0 && (await report()).saturated) saturated++;
}
const [to, end] = marks.at(-1) as [number, number];
const cpu = (cpuOf(program.pid) - cpuFrom) / ((end - at) * 1000);
const perSecond = marks.slice(1).map(([count, time], index) => {
  const [before, since] = marks[index] as [number, number];
  // The question itself is a request, too.
  return ((count - before - 1) * 1000) / (time - since);
});
const memory = memoryOf(program.pid);
const connections = await nginx.connections();
const measured = await report();
const reached = ((to - from - (asked - 1)) * 1000) / (end - at);
const mean = totalOf(measured).avg_response_time / 1000;
const expected = users / (MEAN_WAIT + mean);

const stopAt = performance.now();
await web.get('/stop');
await until('the test is over', async () => (await report()).state === 'stopped', 60_000);
await until('its connections are closed', async () => (await nginx.connections()) < 10, 60_000);
const stoppedIn = (performance.now() - stopAt) / 1000;
const last = totalOf(await report());

const least = Math.min(...perSecond);
const p99 = totalOf(measured)['response_time_percentile_0.99'];
const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
const rows: [string, string, boolean?][] = [
  [
    'users, processes',
    `${users.toLocaleString('en')}, ${values.processes} on ${availableParallelism()} cores`,
  ],
  ['spawned in', `${spawnedIn.toFixed(2)} s (planned ${(users / rate).toFixed(2)} s)`],
  ['connections', connections.toLocaleString('en'), connections >= users],
  [
    `rate over ${seconds} s`,
    `${reached.toFixed(1)} of ${expected.toFixed(1)} requests/s (${percent(reached / expected - 1)})`,
    Math.abs(reached / expected - 1) <= 0.02,
  ],
  [
    'the slowest second',
    `${least.toFixed(0)} requests/s (${percent(least / expected)}), the ${perSecond.indexOf(least) + 1}. of ${seconds}`,
    least >= 0.8 * expected,
  ],
  ['mean response time', `${(mean * 1000).toFixed(2)} ms`],
  ['p99 response time', `${p99} ms`, p99 <= 100],
  ['failures, aborted', `${last.num_failures}, ${last.num_aborted}`, last.num_failures === 0],
  ['saturated', `${saturated} of ${Math.floor(seconds / 10)} looks`],
  ['CPU of all processes', `${percent(cpu)} of a core`],
  ['memory per user', `${((memory - memoryBefore) / users / 1024).toFixed(1)} KiB`],
  ['stopped and closed in', `${stoppedIn.toFixed(2)} s`, stoppedIn <= MOST_STOPPING],
];
for (const [label, value, ok] of rows) {
  console.log(`${label.padEnd(28)} ${value}${ok === undefined ? '' : ok ? '  ok' : '  MISSED'}`);
}
nginx.close();
await program.terminate();
process.exit(rows.some(([, , ok]) => ok === false) ? 1 : 0);
