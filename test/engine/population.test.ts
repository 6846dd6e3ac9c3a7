import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { turn } from '../support/heldClock.ts';
import { crowd, steps } from './crowd.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(5000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

test('orders of up to 500 are carried out at once, more in pieces, in their order', async () => {
  const { order, census, clock, heardTypes } = crowd(visitor);
  order(steps(1200));
  expect(census.alive).toBe(500);
  expect(heardTypes()).toEqual([]);
  await clock.advance(10, 1);
  expect(census.alive).toBe(1200);
  expect(heardTypes()).toEqual(['users.settled']);
});

test('a stop of everyone forgets what is ordered and not yet done', async () => {
  const { order, stopAll, census, clock, heardTypes } = crowd(visitor);
  order(steps(5000));
  stopAll();
  await clock.advance(100, 1);
  expect(census.alive).toBe(0);
  expect(heardTypes()).toEqual(['users.emptied']);
  await clock.advance(10_000, 100);
  expect(census.alive).toBe(0);
});

test('no user may begin a task once everyone is to stop, also those that are told later', async () => {
  const { order, stopAll, census, clock, lives } = crowd(visitor);
  order(steps(3000));
  await clock.advance(50, 1);
  expect(lives.every(({ intake }) => intake.open)).toBe(true);
  stopAll();
  expect(census.alive).toBeGreaterThan(0);
  expect(lives.some(({ intake }) => intake.open)).toBe(false);
});

test('the longest-serving users of a class leave first', async () => {
  const left: string[] = [];
  const named = defineUser('Visitor', {
    waitTime: constant(5000),
    tasks: { browse() {} },
    onStop: ({ user }) => void left.push(user.id),
  });
  const { order, clock } = crowd(named);
  order(steps(5));
  await clock.advance(100);
  order(steps(-2));
  await clock.advance(100);
  expect(left).toEqual(['Visitor-0', 'Visitor-1']);
});

test('the number of users alive is reported no more than 10 times a second, and its last value always', async () => {
  const { order, clock, heard, census } = crowd(visitor);
  for (let n = 0; n < 100; n++) {
    order(steps(3));
    await clock.advance(10);
  }
  await clock.advance(200);
  const reports = heard.flatMap((report) => (report.type === 'users.changed' ? [report.alive] : []));
  expect(reports.length).toBeLessThanOrEqual(11);
  expect(reports.at(-1)).toBe(300);
  expect(census.alive).toBe(300);
});

test('with users that leave slowly, an order is settled only when they are gone', async () => {
  const { order, clock, heardTypes } = crowd(visitor, { latency: 1000, stopTimeout: 10_000 });
  order(steps(3));
  await clock.advance(100);
  order(steps(-2));
  await clock.advance(800);
  expect(heardTypes()).toEqual(['users.settled']);
  await clock.advance(300);
  expect(heardTypes()).toEqual(['users.settled', 'users.settled']);
});

describe('without a stop timeout', () => {
  test('a stop cuts requests off: their samples are aborted, and everyone is gone at once', async () => {
    const { order, stopAll, clock, samples, census, http, heardTypes } = crowd(visitor, { latency: 1000 });
    order(steps(20));
    await clock.advance(100);
    stopAll();
    expect(heardTypes()).toEqual(['users.settled', 'users.emptied']);
    expect(samples).toHaveLength(20);
    expect(samples.every(({ outcome }) => outcome === 'aborted')).toBe(true);
    expect(census.alive).toBe(0);
    expect(http.open).toBe(0);
    await turn();
    expect(samples).toHaveLength(20);
  });
});

describe('with a stop timeout', () => {
  test('running tasks end first, users that wait leave at once', async () => {
    const { order, stopAll, clock, samples, census, heardTypes } = crowd(visitor, {
      latency: 1000,
      stopTimeout: 10_000,
    });
    order(steps(10));
    await clock.advance(1500);
    order(steps(10));
    await clock.advance(100);
    stopAll();
    await turn();
    expect(census.alive).toBe(10);
    await clock.advance(1000);
    expect(census.alive).toBe(0);
    expect(samples.map(({ outcome }) => outcome)).toEqual(Array(20).fill('passed'));
    expect(heardTypes().at(-1)).toBe('users.emptied');
  });

  test('who comes after everyone was told to go is the next to go', async () => {
    const { order, clock, lives, census } = crowd(visitor, { latency: 1000, stopTimeout: 60_000 });
    order(steps(3));
    await clock.advance(100);
    order(steps(-3));
    order(steps(-1));
    order(steps(2));
    order(steps(-1));
    await clock.advance(1500);
    expect(census.alive).toBe(1);
    expect(lives.map(({ phase }) => phase)).toEqual(['none', 'none', 'none', 'none', 'waiting']);
    order(steps(-1));
    await clock.advance(10);
    expect(census.alive).toBe(0);
  });

  test('one timer is set for all, and who is not done by then is cut off', async () => {
    const { order, stopAll, clock, samples, census } = crowd(visitor, { latency: 60_000, stopTimeout: 3000 });
    order(steps(400));
    await clock.advance(200);
    const before = clock.pending;
    stopAll();
    expect(clock.pending).toBe(before + 1);
    await clock.advance(2990);
    expect(census.alive).toBe(400);
    await clock.advance(10);
    expect(census.alive).toBe(0);
    expect(samples.map(({ outcome }) => outcome)).toEqual(Array(400).fill('aborted'));
  });

  test('each user has its whole timeout, also one told to go later', async () => {
    const { order, clock, census } = crowd(visitor, { latency: 60_000, stopTimeout: 3000 });
    order(steps(2));
    await clock.advance(100);
    order(steps(-1));
    await clock.advance(2000);
    order(steps(-1));
    await clock.advance(1000);
    expect(census.alive).toBe(1);
    await clock.advance(1990);
    expect(census.alive).toBe(1);
    await clock.advance(10);
    expect(census.alive).toBe(0);
  });

  test('a user that is starting comes through its onStart, or is cut off at the timeout', async () => {
    const starter = defineUser('Visitor', {
      async onStart({ http }) {
        await http.post('/login');
      },
      tasks: { browse() {} },
    });
    const quick = crowd(starter, { latency: 1000, stopTimeout: 3000 });
    quick.order(steps(1));
    await quick.clock.advance(100);
    quick.stopAll();
    await quick.clock.advance(1000);
    expect(quick.samples.map(({ outcome }) => outcome)).toEqual(['passed']);
    expect(quick.census.alive).toBe(0);
    const slow = crowd(starter, { latency: 60_000, stopTimeout: 3000 });
    slow.order(steps(1));
    slow.stopAll();
    await slow.clock.advance(3000);
    expect(slow.samples.map(({ outcome }) => outcome)).toEqual(['aborted']);
    expect(slow.census.alive).toBe(0);
  });
});

test('a crash leaves the count and is told, with the name of the class', async () => {
  const broken = defineUser('Visitor', {
    onStart() {
      throw new Error('no login');
    },
    tasks: { browse() {} },
  });
  const { order, clock, census, heard, http } = crowd(broken);
  order(steps(3));
  await clock.advance(300);
  expect(census.alive).toBe(0);
  expect(census.crashes).toBe(3);
  expect(http.open).toBe(0);
  expect(heard.filter(({ type }) => type === 'user.crashed')).toEqual(
    Array(3).fill({ type: 'user.crashed', name: 'Visitor' }),
  );
});

test('a user that crashes after it was told to go is not to be replaced', async () => {
  const broken = defineUser('Visitor', {
    async onStart({ http }) {
      await http.post('/login');
      throw new Error('no login');
    },
    tasks: { browse() {} },
  });
  const { order, stopAll, clock, heardTypes } = crowd(broken, { latency: 500, stopTimeout: 5000 });
  order(steps(2));
  await clock.advance(100);
  stopAll();
  await clock.advance(1000);
  expect(heardTypes()).toEqual(['users.settled', 'users.emptied']);
});

test('a population that is dropped ends every user and leaves no timer', async () => {
  const { order, clock, actor, census, http } = crowd(visitor, { latency: 300 });
  order(steps(50));
  await clock.advance(100);
  actor.stop();
  expect(census.alive).toBe(0);
  expect(http.open).toBe(0);
  expect(clock.pending).toBe(0);
});
