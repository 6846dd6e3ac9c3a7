import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { Pauses } from '../../src/engine/pauses.ts';
import { taskContext } from '../../src/engine/taskContext.ts';
import type { HttpResponse } from '../../src/http/httpClient.ts';
import type { HttpScope } from '../../src/http/session.ts';
import { lifeOf, runLoop } from './user.ts';

function contextWith(lastResponse: Partial<HttpResponse> | undefined) {
  const { life, clock } = lifeOf(defineUser('Checker', { tasks: { browse() {} } }));
  const order: string[] = [];
  const scope = {
    http: {},
    lastResponse,
    pacedStart: undefined,
    flush: () => order.push('flush'),
    abort() {},
  };
  const context = taskContext(life, scope as never as HttpScope, () => {}, new Pauses(clock));
  return { context, clock, order };
}

test('a check that fails marks the last response with its name, and tells so', () => {
  const reasons: string[] = [];
  const { context } = contextWith({ fail: (reason) => reasons.push(reason) });
  expect(context.check('lists products', false)).toBe(false);
  expect(reasons).toEqual(['check failed: lists products']);
});

test('a check that passes leaves the response alone, and needs none', () => {
  const reasons: string[] = [];
  const { context } = contextWith({ fail: (reason) => reasons.push(reason) });
  expect(context.check('lists products', true)).toBe(true);
  expect(contextWith(undefined).context.check('lists products', true)).toBe(true);
  expect(reasons).toEqual([]);
});

test('a check that fails without an open response throws, named, rather than being lost', () => {
  const { context } = contextWith(undefined);
  expect(() => context.check('lists products', false)).toThrow(
    expect.objectContaining({ code: 'check.withoutRequest', message: 'check failed: lists products' }),
  );
});

test('a sleep records what was held back before it begins', () => {
  const { context, order, clock } = contextWith(undefined);
  void context.sleep('1s');
  expect(order).toEqual(['flush']);
  expect(clock.pending).toBe(1);
});

test('a sleep lasts its duration, and a cut ends it without an exception', async () => {
  const woken: number[] = [];
  const sleeper = defineUser('Sleeper', {
    tasks: {
      async nap({ sleep }) {
        await sleep('1s');
        woken.push(clock.now());
      },
    },
  });
  const { life, clock, exceptions } = lifeOf(sleeper);
  const { control, subscription } = runLoop(life);
  await clock.advance(2500);
  expect(woken).toEqual([1000, 2000]);
  control.cut();
  subscription.unsubscribe();
  await clock.advance(5000);
  expect(woken).toHaveLength(2);
  expect(clock.pending).toBe(0);
  expect(exceptions).toEqual([]);
});

test('a sleep that is no duration is an exception of the task', async () => {
  const sleeper = defineUser('Sleeper', { tasks: { nap: ({ sleep }) => sleep('a while') } });
  const { life, clock, exceptions } = lifeOf(sleeper);
  runLoop(life);
  await clock.advance(50);
  expect(exceptions).toMatchObject([{ task: 'nap', message: expect.stringContaining('"a while"') }]);
});

test('a user knows who it is', () => {
  const { context } = contextWith(undefined);
  expect(context.user).toEqual({ id: 'Checker-0', className: 'Checker', index: 0 });
});
