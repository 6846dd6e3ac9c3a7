import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { TaskContext } from '../../src/authoring/user.ts';
import {
  between,
  constant,
  constantPacing,
  constantThroughput,
  type WaitTime,
} from '../../src/domain/pacing.ts';
import { lifeOf, runLoop } from './user.ts';

/** Runs a user for a while and gives the times at which it asked. */
async function timesOf(
  waitTime: WaitTime | (() => string),
  { latency = 0, ms = 10_000, browse = ({ http }: TaskContext) => http.get('/') as never } = {},
) {
  const user = defineUser('Waiter', { waitTime: waitTime as WaitTime, tasks: { browse } });
  const { life, clock, http, samples } = lifeOf(user, { latency });
  runLoop(life);
  await clock.advance(ms);
  return { times: http.requests.map(({ at }) => at), samples };
}

test('a constant wait begins when the task ends', async () => {
  const { times } = await timesOf(constant('2s'), { latency: 500 });
  expect(times).toEqual([0, 2500, 5000, 7500, 10_000].slice(0, times.length));
  expect(times.length).toBeGreaterThanOrEqual(4);
});

test('a wait between two bounds keeps to them and uses their whole width', async () => {
  const { times } = await timesOf(between('1s', '10s'), { ms: 4_000_000 });
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  expect(gaps.length).toBeGreaterThan(600);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_010);
  expect(Math.min(...gaps)).toBeLessThan(1200);
  expect(Math.max(...gaps)).toBeGreaterThan(9800);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  expect(mean).toBeGreaterThan(5200);
  expect(mean).toBeLessThan(5800);
});

test("a wait of one's own may give a duration text", async () => {
  const { times } = await timesOf(() => '3s', { ms: 7000 });
  expect(times).toEqual([0, 3010, 6010]);
});

describe('a constant pacing', () => {
  test('starts a task every interval, whatever the answers take, without drift', async () => {
    const { times } = await timesOf(constantPacing(1000), { latency: 370, ms: 100_000 });
    expect(times).toEqual(Array.from({ length: times.length }, (_, index) => index * 1000));
    expect(times.length).toBeGreaterThanOrEqual(100);
  });

  test('does not drift though every timer is late', async () => {
    const user = defineUser('Waiter', {
      waitTime: constantPacing(995),
      tasks: { browse: ({ http }) => http.get('/') as never },
    });
    const { life, clock, http } = lifeOf(user, { latency: 100 });
    runLoop(life);
    await clock.advance(200_000, 10);
    const last = http.requests.length - 1;
    expect(http.requests[last]!.at - last * 995).toBeLessThanOrEqual(10);
  });

  test('starts the next task at once after one that took longer, and does not make up for it in a burst', async () => {
    let runs = 0;
    const user = defineUser('Waiter', {
      waitTime: constantPacing(1000),
      tasks: {
        async browse({ http, sleep }) {
          http.get('/');
          if (runs++ === 1) await sleep(3500);
        },
      },
    });
    const { life, clock, http } = lifeOf(user);
    runLoop(life);
    await clock.advance(7600);
    expect(http.requests.map(({ at }) => at)).toEqual([0, 1000, 4500, 5500, 6500, 7500]);
  });

  test('says of each first request when it was meant to begin, and which starts it left out', async () => {
    let runs = 0;
    const { samples } = await timesOf(constantPacing(1000), {
      ms: 7600,
      latency: 100,
      async browse({ http, sleep }: TaskContext) {
        await http.get('/');
        await http.get('/second');
        if (runs++ === 1) await sleep(3300);
      },
    } as never);
    const starts = samples.map(({ pacedStart, at }) =>
      pacedStart === undefined ? undefined : [at, pacedStart.intendedAt, pacedStart.skipped],
    );
    expect(starts.filter((_, index) => index % 2 === 1).every((start) => start === undefined)).toBe(true);
    expect(starts.filter((start) => start !== undefined)).toEqual([
      [0, 0, 0],
      [1000, 1000, 0],
      [4500, 2000, 2],
      [5500, 5500, 0],
      [6500, 6500, 0],
      [7500, 7500, 0],
    ]);
  });

  test('says nothing of intended starts where a pause decides', async () => {
    const { samples } = await timesOf(constant('1s'), { latency: 100 });
    expect(samples.map(({ pacedStart }) => pacedStart)).toEqual(samples.map(() => undefined));
    expect(samples.length).toBeGreaterThan(5);
  });
});

test('a constant throughput is so many tasks a second, as long as answers are quick enough', async () => {
  const { times } = await timesOf(constantThroughput(4), { latency: 100, ms: 10_000 });
  expect(times.length).toBeGreaterThanOrEqual(40);
  expect(times.length).toBeLessThanOrEqual(41);
  const slow = await timesOf(constantThroughput(4), { latency: 500, ms: 10_000 });
  expect(slow.times.length).toBeGreaterThanOrEqual(20);
  expect(slow.times.length).toBeLessThanOrEqual(21);
});

test('two users of one seed wait alike, of another they do not', async () => {
  const run = async (seed: number) => {
    const user = defineUser('Waiter', {
      waitTime: between('1s', '10s'),
      tasks: { browse: ({ http }) => http.get('/') as never },
    });
    const { life, clock, http } = lifeOf(user, { seed });
    runLoop(life);
    await clock.advance(60_000);
    return http.requests.map(({ at }) => at);
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});
