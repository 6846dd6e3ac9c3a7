import { expect, test } from 'vitest';
import {
  CALM_MS,
  crashBudget,
  noRestarts,
  restartDelay,
  withCrash,
  withRound,
} from '../../src/domain/restarts.ts';

test('the delay doubles with every round, up to 8 s, however many there are', () => {
  let restarts = noRestarts;
  const delays = [restartDelay(restarts)];
  for (let round = 0; round < 6; round++) {
    restarts = withRound(withCrash(restarts, round));
    delays.push(restartDelay(restarts));
  }
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
  expect(restartDelay({ ...restarts, rounds: 5000 })).toBe(8000);
});

test('a crash after a calm minute counts as the first, one within it adds up', () => {
  const once = withRound(withCrash(noRestarts, 1000));
  expect(withCrash(once, 1000 + CALM_MS)).toMatchObject({ crashes: 2, rounds: 1 });
  expect(withCrash(once, 1001 + CALM_MS)).toEqual({ crashes: 1, rounds: 0, lastCrashAt: 1001 + CALM_MS });
});

test.each([
  [0, 10],
  [9, 10],
  [1000, 1000],
])('%d users have a budget of %d crashes', (users, budget) => {
  expect(crashBudget(users)).toBe(budget);
});
