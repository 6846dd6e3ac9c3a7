import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { between } from '../../src/domain/pacing.ts';
import { heldClock, turn } from '../support/heldClock.ts';
import { crowd, steps } from './crowd.ts';

const visitor = defineUser('Visitor', {
  waitTime: between('1s', '10s'),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

/** How long spawning and stopping so many users takes, ms. */
async function timeOf(users: number): Promise<number> {
  const { order, stopAll, clock, census } = crowd(visitor, { clock: heldClock() });
  const began = performance.now();
  order(steps(users));
  await clock.advance(50);
  expect(census.alive).toBe(users);
  stopAll();
  while (census.alive > 0) await clock.advance(1, 1);
  return performance.now() - began;
}

test('spawning and stopping users takes time in proportion to their number', async () => {
  await timeOf(1000);
  await turn();
  const few = Math.min(await timeOf(2500), await timeOf(2500));
  const many = Math.min(await timeOf(10_000), await timeOf(10_000));
  // Four times the users; the copies of a children map would make it sixteen.
  expect(many / few).toBeLessThan(9);
});
