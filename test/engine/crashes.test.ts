import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { heldTest } from '../support/heldTest.ts';

test('of 1,000 users 10 % crash at random: count and statistics stay right', async () => {
  const fragile = defineUser('Fragile', {
    waitTime: ({ random }) => {
      // About one in ten comes to this within the 40 s.
      if (random.next() < 0.0105) throw new Error('a wait went wrong');
      return 2000 + random.next() * 4000;
    },
    tasks: {
      async browse({ http }) {
        await http.get('/');
      },
    },
  });
  const { test: web, clock, http, logged } = heldTest([fragile], { latency: 30, stopTimeout: 5000 });
  let sampled = 0;
  web.samples$.subscribe(() => sampled++);
  web.start({ users: 1000, spawnRate: 500 });
  await clock.advance(40_000, 20);
  const { crashes } = web.census;
  expect(crashes).toBeGreaterThan(60);
  expect(crashes).toBeLessThan(140);
  expect(web.userCount).toBeGreaterThan(960);
  const phases = () => {
    const [counted] = web.census.sets();
    const executing = counted!.executing.reduce((sum, users) => sum + users, 0);
    return executing + counted!.waiting + counted!.starting + counted!.leaving;
  };
  expect(phases()).toBe(web.userCount);
  expect(http.open).toBe(web.userCount);
  const thrown = web.statistics.exceptions.reduce((sum, { count }) => sum + count, 0);
  expect(Math.abs(thrown - crashes)).toBeLessThanOrEqual(10);

  const stopped = web.stop();
  await clock.advance(2000, 20);
  await stopped;
  expect(web.userCount).toBe(0);
  expect(http.open).toBe(0);
  expect(web.statistics.total).toMatchObject({ requests: sampled, failures: 0, aborted: 0 });
  expect(http.requests).toHaveLength(sampled);
  expect(logged.filter((line) => line.startsWith('ERROR'))).toEqual([]);
});

test('users that always crash are given up on within their budget, said once', async () => {
  const doomed = defineUser('Doomed', {
    onStart() {
      throw new Error('no login');
    },
    tasks: { browse() {} },
  });
  const { test: web, clock } = heldTest([doomed]);
  const exhausted: number[] = [];
  web.facts$.subscribe((fact) => {
    if (fact.type === 'run.exhausted') exhausted.push(fact.crashes);
  });
  web.start({ users: 20, spawnRate: 20 });
  await clock.advance(300_000, 50);
  expect(exhausted).toHaveLength(1);
  expect(web.userCount).toBe(0);
  expect(web.census.crashes).toBeLessThanOrEqual(60);
  await web.stop();
  expect(web.state).toBe('stopped');
});
