import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { between } from '../../src/domain/pacing.ts';
import { heldClock } from '../support/heldClock.ts';
import { crowd, steps } from './crowd.ts';

const visitor = defineUser('Visitor', {
  waitTime: between('1s', '10s'),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

/** The CPU time, ms, that spawning and stopping so many users takes; the wall's depends on the neighbours. */
async function costOf(users: number): Promise<number> {
  const { order, stopAll, clock, census } = crowd(visitor, { clock: heldClock() });
  const before = process.cpuUsage();
  order(steps(users));
  await clock.advance(50);
  expect(census.alive).toBe(users);
  stopAll();
  while (census.alive > 0) await clock.advance(1, 1);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of several measurements: noise only ever adds. */
async function leastCostOf(users: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 2; attempt++) least = Math.min(least, await costOf(users));
  return least;
}

test('spawning and stopping users takes time in proportion to their number', {
  timeout: 30_000,
}, async () => {
  await costOf(2500);
  const few = await leastCostOf(2500);
  const many = await leastCostOf(10_000);
  // Four times the users. Copying a map of children for each new one made it more than sixteen.
  expect(many / few).toBeLessThan(10);
});
