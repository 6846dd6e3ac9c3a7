import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { crowd, steps } from './crowd.ts';

/** A user that says goodbye, and notes with which session. */
function polite({ waits = 5000 } = {}) {
  const goodbyes: unknown[] = [];
  const user = defineUser('Visitor', {
    waitTime: constant(waits),
    async onStart({ http }) {
      await http.post('/login');
      return 'my session';
    },
    tasks: {
      async browse({ http }) {
        await http.get('/');
      },
    },
    async onStop({ http, session }) {
      goodbyes.push(session);
      await http.post('/logout');
    },
  });
  return { user, goodbyes };
}

describe('onStop runs, with requests that are not cut off', () => {
  test.each([
    { phase: 'starting', after: 500, session: undefined, ends: ['aborted', 'passed'] },
    { phase: 'executing', after: 1500, session: 'my session', ends: ['passed', 'aborted', 'passed'] },
    { phase: 'waiting', after: 2500, session: 'my session', ends: ['passed', 'passed', 'passed'] },
  ])('for a user killed while $phase', async ({ phase, after, session, ends }) => {
    const { user, goodbyes } = polite();
    const { order, stopAll, clock, samples, phases, census } = crowd(user, { latency: 1000 });
    order(steps(1));
    await clock.advance(after);
    expect(phases()).toMatchObject({ [phase]: 1 });
    stopAll();
    expect(phases()).toMatchObject({ [phase]: 0, leaving: 1 });
    await clock.advance(1000);
    expect(goodbyes).toEqual([session]);
    expect(samples.map(({ outcome }) => outcome)).toEqual(ends);
    expect(census.alive).toBe(0);
  });

  test('for a user that finished its task first', async () => {
    const { user, goodbyes } = polite();
    const { order, stopAll, clock, samples } = crowd(user, { latency: 1000, stopTimeout: 8000 });
    order(steps(1));
    await clock.advance(1500);
    stopAll();
    await clock.advance(5000);
    expect(goodbyes).toEqual(['my session']);
    expect(samples.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['/login', 'passed'],
      ['/', 'passed'],
      ['/logout', 'passed'],
    ]);
  });

  test('for a user that the stop timeout cut off, though the timeout was spent', async () => {
    const { user, goodbyes } = polite();
    const { order, stopAll, clock, samples } = crowd(user, { latency: 4000, stopTimeout: 1000 });
    order(steps(1));
    await clock.advance(5000);
    stopAll();
    await clock.advance(5100);
    expect(goodbyes).toEqual(['my session']);
    expect(samples.map(({ outcome }) => outcome)).toEqual(['passed', 'aborted', 'passed']);
  });

  test('for a user that crashed', async () => {
    const goodbyes: unknown[] = [];
    const user = defineUser('Visitor', {
      onStart() {
        throw new Error('no login');
      },
      tasks: { browse() {} },
      onStop: ({ session }) => void goodbyes.push(session),
    });
    const { order, clock, heardTypes } = crowd(user);
    order(steps(1));
    await clock.advance(200);
    expect(goodbyes).toEqual([undefined]);
    expect(heardTypes()).toContain('user.crashed');
  });
});

test('onStop has 5 s, then it is cut off', async () => {
  const { user } = polite();
  const { order, stopAll, clock, samples, census } = crowd(user, { latency: 30_000 });
  order(steps(1));
  await clock.advance(100);
  stopAll();
  await clock.advance(4990);
  expect(census.alive).toBe(1);
  await clock.advance(10);
  expect(census.alive).toBe(0);
  expect(samples.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
});

test('onStop keeps its 5 s when everyone is stopped while it runs', async () => {
  const { user } = polite();
  const { order, stopAll, clock, samples, census } = crowd(user, { latency: 1000 });
  order(steps(2));
  await clock.advance(2500);
  order(steps(-1));
  await clock.advance(500);
  stopAll();
  expect(census.alive).toBe(2);
  await clock.advance(1500);
  expect(census.alive).toBe(0);
  expect(samples.filter(({ name }) => name === '/logout').map(({ outcome }) => outcome)).toEqual([
    'passed',
    'passed',
  ]);
});

test('onStop of a crashed user is not cut off when its class is to have fewer users', async () => {
  let fails = true;
  const user = defineUser('Visitor', {
    waitTime: constant(5000),
    onStart() {
      if (!fails) return;
      fails = false;
      throw new Error('no login');
    },
    tasks: { browse() {} },
    async onStop({ http }) {
      await http.post('/logout');
    },
  });
  const { order, clock, samples } = crowd(user, { latency: 1000 });
  order(steps(3));
  await clock.advance(500);
  order(steps(-1));
  await clock.advance(3000);
  expect(samples.map(({ outcome }) => outcome)).not.toContain('aborted');
});

test('an onStop that throws is an exception named onStop, and the user leaves all the same', async () => {
  const user = defineUser('Visitor', {
    waitTime: constant(5000),
    tasks: { browse() {} },
    async onStop() {
      throw new Error('cannot part');
    },
  });
  const { order, stopAll, clock, exceptions, census } = crowd(user);
  order(steps(1));
  await clock.advance(100);
  stopAll();
  await clock.advance(100);
  expect(exceptions).toMatchObject([{ task: 'onStop', message: 'Error: cannot part' }]);
  expect(census.alive).toBe(0);
});
