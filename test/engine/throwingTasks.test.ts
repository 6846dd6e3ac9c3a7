import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { Duration } from '../../src/domain/duration.ts';
import { constant } from '../../src/domain/pacing.ts';
import { lifeOf, runLoop } from './user.ts';

test('a task that throws is recorded with its name and traceback, and the user goes on after its wait', async () => {
  const moody = defineUser('Moody', {
    waitTime: constant(2000),
    tasks: {
      async checkout({ http }) {
        await http.get('/');
        throw new RangeError('out of stock');
      },
    },
  });
  const { life, clock, http, exceptions } = lifeOf(moody);
  runLoop(life);
  await clock.advance(4500);
  expect(http.requests.map(({ at }) => Math.round(at / 100) * 100)).toEqual([0, 2000, 4000]);
  expect(exceptions).toHaveLength(3);
  expect(exceptions[0]).toMatchObject({
    userClass: 'Moody',
    task: 'checkout',
    message: 'RangeError: out of stock',
  });
  expect(exceptions[0]?.traceback).toContain('throwingTasks.test.ts');
});

test.each([
  [
    'at once',
    () => {
      throw new Error('boom');
    },
  ],
  [
    'later',
    async () => {
      throw new Error('boom');
    },
  ],
  [
    'without an Error',
    () => {
      throw 'boom';
    },
  ],
] as const)('a task that throws %s without waits does not spin', async (_how, browse) => {
  const { life, clock, exceptions } = lifeOf(defineUser('Angry', { tasks: { browse } }));
  runLoop(life);
  await clock.advance(60_000, 50);
  expect(exceptions.length).toBeGreaterThan(20);
  expect(exceptions.length).toBeLessThan(60);
  expect(exceptions.every(({ message, traceback }) => message.includes('boom') && traceback !== '')).toBe(
    true,
  );
});

test('a task that goes well again is not slowed by its earlier throws', async () => {
  let runs = 0;
  const recovering = defineUser('Recovering', {
    waitTime: constant(50),
    tasks: {
      browse() {
        if (++runs <= 5) throw new Error('not yet');
      },
    },
  });
  const { life, clock } = lifeOf(recovering);
  runLoop(life);
  await clock.advance(6000);
  const before = runs;
  await clock.advance(1000);
  expect(runs - before).toBeGreaterThanOrEqual(18);
});

test('a throw after a stop was asked for does not keep the user', async () => {
  const moody = defineUser('Moody', {
    waitTime: constant(60_000),
    tasks: {
      async checkout({ http }) {
        await http.get('/');
        throw new Error('boom');
      },
    },
  });
  const { life, clock, exceptions } = lifeOf(moody, { latency: 100 });
  const { control, said } = runLoop(life);
  await clock.advance(50);
  control.finish();
  await clock.advance(50);
  expect(said).toEqual(['started', 'complete']);
  expect(exceptions).toHaveLength(1);
});

test.each<[string, () => Duration, string]>([
  [
    'throws',
    () => {
      throw new Error('no wait');
    },
    'no wait',
  ],
  ['gives a text that is no duration', () => 'soon', 'Not a duration'],
  ['gives a negative number', () => -1, 'Not a duration'],
  ['gives nothing', () => undefined as never, 'Not a duration'],
])('a wait function that %s crashes the user, named waitTime', async (_how, waitTime, message) => {
  const { life, clock, exceptions } = lifeOf(defineUser('Lost', { waitTime, tasks: { browse() {} } }));
  const { said } = runLoop(life);
  await clock.advance(1000);
  expect(said).toHaveLength(2);
  expect(exceptions).toMatchObject([{ task: 'waitTime', message: expect.stringContaining(message) }]);
});
