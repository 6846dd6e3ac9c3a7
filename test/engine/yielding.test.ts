import { afterEach, describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { Task } from '../../src/authoring/user.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { type LoopUnderTest, lifeOf, runLoop } from './user.ts';

/** Most work, ms, that may be done between two turns of the event loop. */
const LONGEST_GAP_MS = 50;

const running: LoopUnderTest[] = [];
let runs: number[] = [];

function startUsers(users: number, browse: Task<unknown>): void {
  const user = defineUser('Busy', { tasks: { browse } });
  runs = Array.from({ length: users }, () => 0);
  for (let index = 0; index < users; index++) {
    const { life } = lifeOf(user, { clock: systemClock });
    running.push(runLoop({ ...life, index }));
  }
}

/**
 * Watches the event loop for a while; gives the median and the longest of its gaps, ms. They are counted in CPU time of
 * this thread, so that what else the machine does is no part of them.
 */
function gaps(ms: number): Promise<{ middle: number; longest: number }> {
  const seen: number[] = [];
  const began = performance.now();
  const worked = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = worked();
  return new Promise((resolve) => {
    const look = (): void => {
      const now = worked();
      seen.push(now - last);
      last = now;
      if (performance.now() - began < ms) setTimeout(look, 0);
      else resolve({ middle: seen.sort((a, b) => a - b)[seen.length >> 1]!, longest: seen.at(-1)! });
    };
    setTimeout(look, 0);
  });
}

afterEach(async () => {
  for (const { control, subscription } of running.splice(0)) {
    control.cut();
    subscription.unsubscribe();
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
});

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('users that never wait leave the process alive', () => {
  test.each<[string, Task<unknown>]>([
    ['do nothing', ({ user }) => void runs[user.index]!++],
    [
      'work 0.1 ms without a break',
      ({ user }) => {
        busyFor(0.1);
        runs[user.index]!++;
      },
    ],
    [
      'await what is there already',
      async ({ user }) => {
        await null;
        runs[user.index]!++;
      },
    ],
    [
      'are generators of 50 values',
      function* ({ user }) {
        for (let value = 0; value < 50; value++) yield value;
        runs[user.index]!++;
      },
    ],
  ])('200 users that %s', async (_what, browse) => {
    startUsers(200, browse);
    const { middle, longest } = await gaps(300);
    expect(middle).toBeLessThan(25);
    expect(longest).toBeLessThan(LONGEST_GAP_MS);
    expect(Math.min(...runs)).toBeGreaterThan(0);
  });

  test('one user whose generator goes on for long', async () => {
    startUsers(1, function* ({ user }) {
      for (let value = 0; value < 2_000_000; value++) {
        runs[user.index] = value;
        yield value;
      }
    });
    const { longest } = await gaps(150);
    expect(longest).toBeLessThan(LONGEST_GAP_MS);
  });
});

test('the budget is shared fairly: each of 2,000 busy users gets on', async () => {
  startUsers(2000, ({ user }) => {
    busyFor(0.02);
    runs[user.index]!++;
  });
  await gaps(800);
  const least = Math.min(...runs);
  expect(least).toBeGreaterThan(0);
  expect(runs.filter((count) => count <= 1).length).toBeLessThan(2000 * 0.9);
});
