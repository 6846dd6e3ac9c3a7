import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { TaskContext } from '../../src/authoring/user.ts';
import { constant } from '../../src/domain/pacing.ts';
import { lifeOf, runLoop } from './user.ts';

async function run(task: (context: TaskContext<never>) => unknown, ms = 1) {
  const user = lifeOf(defineUser('Caller', { waitTime: constant('1h'), tasks: { call: task as never } }));
  const loop = runLoop(user.life);
  await user.clock.advance(ms);
  return { ...user, loop };
}

test('what a task records is counted like a request, having ended now', async () => {
  const { samples, clock } = await run(({ record }) => {
    record({ type: 'grpc', name: 'GetUser', time: 12.5, size: 120 });
    record({ type: 'grpc', name: 'GetUser', time: 3, error: 'UNAVAILABLE' });
  });
  const now = clock.now() - 1;
  expect(samples).toMatchObject([
    {
      method: 'grpc',
      name: 'GetUser',
      userClass: 'Caller',
      at: now - 12.5,
      duration: 12_500,
      bytes: 120,
      outcome: 'passed',
      error: undefined,
    },
    { outcome: 'failed', error: 'UNAVAILABLE', duration: 3000, bytes: 0 },
  ]);
});

test('measure times the work and gives what it gave', async () => {
  const values: unknown[] = [];
  const { samples } = await run(async ({ measure, sleep }) => {
    values.push(
      await measure('sql', 'select', async () => {
        await sleep(40);
        return 7;
      }),
    );
  }, 50);
  expect(values).toEqual([7]);
  expect(samples).toMatchObject([{ method: 'sql', name: 'select', duration: 40_000, outcome: 'passed' }]);
});

test('work that throws is a failure that ends the task, and no exception beside it', async () => {
  const after: string[] = [];
  const { samples, exceptions } = await run(async ({ measure }) => {
    await measure('sql', 'select', () => {
      throw new Error('no such table');
    });
    after.push('not reached');
  });
  expect(samples).toMatchObject([{ outcome: 'failed', error: 'no such table' }]);
  expect([after, exceptions]).toEqual([[], []]);
});

test('work that a stop cuts off is counted as aborted', async () => {
  const { samples, loop, exceptions } = await run(
    ({ measure, sleep }) => measure('sql', 'select', () => sleep('1h')),
    100,
  );
  loop.control.cut();
  expect(samples).toMatchObject([{ outcome: 'aborted', error: undefined, duration: 100_000 }]);
  expect(exceptions).toEqual([]);
});

test.each([
  ['type', { type: '', name: 'n', time: 1 }],
  ['name', { type: 't', name: undefined, time: 1 }],
  ['time', { type: 't', name: 'n', time: Number.NaN }],
  ['time', { type: 't', name: 'n', time: -1 }],
  ['size', { type: 't', name: 'n', time: 1, size: '7' }],
  ['error', { type: 't', name: 'n', time: 1, error: new Error('x') }],
])('a record with a wrong %s is an exception that names it', async (field, sample) => {
  const { samples, exceptions } = await run(({ record }) => record(sample as never));
  expect(samples).toEqual([]);
  expect(exceptions[0]?.message).toContain(`record(): ${field} must be`);
});
