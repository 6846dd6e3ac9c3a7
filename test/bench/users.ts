/**
 * 10,000 users in one process against a target in its own: the spawn schedule, the rate, the event loop's delay
 * and the counts of both sides.
 *
 *   npm run bench:users -- [--users 10000] [--rate 500] [--seconds 60] [--load get|basic] [--wait 5.5]
 *
 * `--wait` is the mean wait in s, uniform from 2/11 to 20/11 of it. Prints a table and exits 1 where a bound is missed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { getUserClasses } from '../../src/catalog/catalog.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { between } from '../../src/domain/pacing.ts';
import { LoadTest } from '../../src/engine/loadTest.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { localFleet } from '../../src/fleet/local.ts';
import { createHttp } from '../../src/http/http.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    load: { type: 'string', default: 'get' },
    wait: { type: 'string', default: '5.5' },
  },
});
const users = Number(values.users);
const spawnRate = Number(values.rate);
const seconds = Number(values.seconds);
const meanWait = Number(values.wait);
const basic = values.load === 'basic';
/** Seconds after the last spawn from which the rate is taken. */
const SETTLE = 20;
/** From when on after a stop no request may begin, ms. */
const STOP_MS = 100;

const visitor = defineUser('Visitor', {
  waitTime: between((meanWait * 2000) / 11, (meanWait * 20000) / 11),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});

const target = await startTarget(basic ? ['--shop'] : []);
const host = `http://127.0.0.1:${target.port}`;
const http = createHttp({ clock: systemClock, log: (_, message) => console.log(message) });
const test = new LoadTest({
  id: 'bench',
  secondStart: 'edits',
  clock: systemClock,
  users: new UserClasses(basic ? getUserClasses('basic') : [visitor]),
  openSession: http.session,
  createFleet: localFleet,
  host,
  stopTimeout: 10_000,
  seed: 1,
  log: (severity, message) => console.log(severity, message),
});

const memoryBefore = process.memoryUsage().rss;
const ramp = users / spawnRate;
const delays = monitorEventLoopDelay({ resolution: 10 });
const reached = new Promise<number>((resolve) => {
  test.facts$.subscribe((fact) => {
    if (fact.type === 'run.reached') resolve(systemClock.now());
  });
});
const startedAt = systemClock.now();
let offSchedule = 0;
const schedule = setInterval(() => {
  const elapsed = (systemClock.now() - startedAt) / 1000;
  const planned = Math.min(users, Math.floor(elapsed * spawnRate) + 1);
  offSchedule = Math.max(offSchedule, Math.abs(planned - test.userCount));
}, 100);
delays.enable();
const cpuBefore = process.cpuUsage();
test.start({ users, spawnRate });
const spawnedIn = ((await reached) - startedAt) / 1000;
clearInterval(schedule);
const rss = process.memoryUsage().rss;
await sleep(SETTLE * 1000);
test.flush();
const before = { requests: test.statistics.total.requests, at: systemClock.now(), cpu: process.cpuUsage() };
const calm = monitorEventLoopDelay({ resolution: 10 });
calm.enable();
await sleep(Math.max(10, seconds - ramp - SETTLE) * 1000);
test.flush();
calm.disable();
const steadyCpu = process.cpuUsage(before.cpu);
const { total } = test.statistics;
const steadyRequests = total.requests - before.requests;
const rate = steadyRequests / ((systemClock.now() - before.at) / 1000);
const mean = total.histogram.mean / 1e6;
const expected = users / (meanWait + mean);
const loopDelay = delays.percentile(99) / 1e6 - 10;
const loopDelayMax = delays.max / 1e6 - 10;
const cpu = process.cpuUsage(cpuBefore);
const wall = (systemClock.now() - startedAt) / 1000;
const stopAt = systemClock.now();
const stopped = test.stop();
await sleep(STOP_MS);
const sinceStop = await received();
await stopped;
const stoppedIn = (systemClock.now() - stopAt) / 1000;
await sleep(500);
const seen = await received();
test.flush();

type Row = [string, string, boolean?];
const rows: Row[] = [
  ['users', `${users}`],
  [
    'spawned in',
    `${spawnedIn.toFixed(2)} s (planned ${ramp.toFixed(2)} s)`,
    Math.abs(spawnedIn - ramp) < 0.5,
  ],
  ['furthest from the schedule', `${offSchedule} users`, offSchedule <= spawnRate * 0.2],
  ['mean response time', `${(mean * 1000).toFixed(2)} ms`],
  ['p99 response time', `${(total.histogram.percentile(0.99) / 1000).toFixed(2)} ms`],
];
if (basic) rows.push(['rate', `${rate.toFixed(1)} requests/s`]);
else {
  rows.push([
    'rate',
    `${rate.toFixed(1)} of ${expected.toFixed(1)} requests/s (${((rate / expected - 1) * 100).toFixed(2)} %)`,
    Math.abs(rate / expected - 1) < 0.03,
  ]);
}
rows.push(
  ['event-loop delay p99', `${loopDelay.toFixed(1)} ms (max ${loopDelayMax.toFixed(1)} ms)`, loopDelay < 50],
  ['… once all were there', `${(calm.percentile(99) / 1e6 - 10).toFixed(1)} ms`],
  ['CPU a request', `${((cpu.user + cpu.system) / total.requests).toFixed(1)} µs`],
  ['… once all were there', `${((steadyCpu.user + steadyCpu.system) / steadyRequests).toFixed(1)} µs`],
  ['CPU of the generator', `${((cpu.user + cpu.system) / 1e4 / wall).toFixed(1)} % of a core`],
  ['memory per user', `${((rss - memoryBefore) / users / 1024).toFixed(1)} KiB`],
  ['stopped in', `${stoppedIn.toFixed(2)} s`],
  ['failures, aborted', `${total.failures}, ${total.aborted}`, total.failures + total.aborted === 0],
  ...(basic
    ? []
    : [
        [
          `received later than ${STOP_MS} ms after the stop`,
          `${seen - sinceStop}`,
          seen === sinceStop,
        ] as Row,
      ]),
  ['hops answered', `${total.hops}`],
  ['received by the target', `${seen}`, seen === total.hops],
);
for (const [label, value, ok] of rows) {
  console.log(`${label.padEnd(28)} ${value}${ok === undefined ? '' : ok ? '  ok' : '  MISSED'}`);
}
test.close();
http.close();
target.process.kill('SIGTERM');
process.exitCode = rows.some(([, , ok]) => ok === false) ? 1 : 0;

/** Requests that the target has seen. */
async function received(): Promise<number> {
  return ((await (await fetch(`${host}/_stats`)).json()) as { requests: number }).requests;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function startTarget(args: string[]): Promise<{ port: number; process: ChildProcess }> {
  const path = new URL('./target.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { port: (JSON.parse(line) as { port: number }).port, process: child };
  }
  throw new Error('The target ended before it said its port');
}
