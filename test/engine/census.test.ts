import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { between } from '../../src/domain/pacing.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { Census } from '../../src/engine/census.ts';
import { turn } from '../support/heldClock.ts';
import { crowd, steps } from './crowd.ts';

function sumOf(phases: Readonly<Record<string, number>>): number {
  return Object.values(phases).reduce((sum, users) => sum + users, 0);
}

test('at every moment the phases add up to the users alive, and none is below zero', async () => {
  const user = defineUser('Visitor', {
    waitTime: between(50, 500),
    async onStart({ http, random }) {
      await http.post('/login');
      if (random.next() < 0.1) throw new Error('no login');
    },
    tasks: {
      async browse({ http, random }) {
        await http.get('/');
        if (random.next() < 0.1) throw new Error('moody');
      },
      async nap({ sleep }) {
        await sleep(120);
      },
    },
    async onStop({ http }) {
      await http.post('/logout');
    },
  });
  const { order, stopAll, clock, census, counted, phases } = crowd(user, { latency: 70, stopTimeout: 200 });
  const random = seededRandom('census');
  let seen = 0;
  for (let moment = 0; moment < 400; moment++) {
    const alive = counted.alive;
    if (moment === 350) stopAll();
    else if (moment < 350 && moment % 3 === 0) {
      order(steps(random.next() < 0.6 || alive < 20 ? random.int(1, 20) : -random.int(1, 20)));
    }
    await clock.advance(10);
    // A loop that gave way to the process is in no phase until its turn comes.
    for (let turns = 0; turns < 100 && sumOf(phases()) !== census.alive; turns++) await turn();
    const now = phases();
    const sum = sumOf(now);
    expect(sum).toBe(census.alive);
    expect(Math.min(...Object.values(now), ...counted.executing)).toBeGreaterThanOrEqual(0);
    seen = Math.max(seen, sum);
  }
  expect(seen).toBeGreaterThan(50);
  await clock.advance(10_000);
  expect(census.alive).toBe(0);
});

test('users of a class whose tasks were changed are counted with those made before', () => {
  const census = new Census();
  const before = census.open('Visitor', []);
  census.arrive(before);
  census.arrive(before);
  const after = census.open('Visitor', []);
  census.arrive(after);
  expect(census.byClass()).toEqual({ Visitor: 3 });
  census.depart(before);
  expect(census.byClass()).toEqual({ Visitor: 2 });
  expect(census.alive).toBe(2);
});

test('a class without users is not listed', () => {
  const census = new Census();
  const counted = census.open('Visitor', []);
  census.arrive(counted);
  census.depart(counted);
  expect(census.byClass()).toEqual({});
});
