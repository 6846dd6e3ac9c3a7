import { parseArgs } from 'node:util';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { between, noWait } from '../../../src/domain/pacing.ts';
import { LoadTest } from '../../../src/engine/loadTest.ts';
import { UserClasses } from '../../../src/engine/userClasses.ts';
import { localFleet } from '../../../src/fleet/local.ts';
import { createHttp } from '../../../src/http/http.ts';
import { recentResponses } from '../../../src/metrics/recentResponses.ts';
import { processHealth, SaturationMonitor } from '../../../src/metrics/saturation.ts';

// Our side of a measurement: so many users ask for one path, without a wait or with one of `--wait` ms on average. With
// `--work` a user's own code holds the thread for so many ms in every 100. Statistics begin anew once all are there. Prints
// what was recorded in µs, and how this process did.

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    path: { type: 'string', default: '/' },
    users: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '5' },
    wait: { type: 'string', default: '0' },
    work: { type: 'string', default: '0' },
  },
});
const users = Number(values.users);
const wait = Number(values.wait);
const work = Number(values.work);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const http = createHttp({ clock: systemClock, log: (_, message) => console.error(message) });
const test = new LoadTest({
  id: 'truth',
  secondStart: 'edits',
  clock: systemClock,
  users: new UserClasses([
    defineUser('Visitor', {
      waitTime: wait > 0 ? between(wait / 2, wait * 1.5) : noWait,
      tasks: { ask: async (context) => void (await context.http.get(values.path)) },
    }),
  ]),
  openSession: http.session,
  createFleet: localFleet,
  host: values.url,
  stopTimeout: 1000,
  seed: 1,
  log: (_, message) => console.error(message),
});
const health = new SaturationMonitor(processHealth(systemClock));
health.responses = () => recentResponses([test.statistics], systemClock.now());
/** After how many seconds of the measurement the flag was up; null where it was not. */
let saturatedAfter: number | null = null;
let second = 0;

if (work > 0) {
  setInterval(() => {
    const end = performance.now() + work;
    while (performance.now() < end);
  }, 100);
}
test.start({ users, spawnRate: users });
await sleep(2500);
test.reset();
await fetch(`${values.url}/_reset`);
health.sample();
for (; second < Number(values.seconds); second++) {
  await sleep(1000);
  if (health.sample().saturated) saturatedAfter ??= second + 1;
}
const { cpu, loopDelayP99Ms } = health.health;
const target = await (await fetch(`${values.url}/_stats`)).json();
test.flush();
const { requests, histogram } = test.statistics.total;
const [p50, p95, p99] = histogram.percentiles([0.5, 0.95, 0.99]);
console.log(
  JSON.stringify({
    requests,
    p50,
    p95,
    p99,
    max: histogram.max,
    target,
    cpu,
    loopDelayP99Ms,
    saturatedAfter,
  }),
);
process.exit(0);
