import { concat, defer, from, interval, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { Task, TaskContext } from '../../src/authoring/user.ts';
import { constant } from '../../src/domain/pacing.ts';
import { turn } from '../support/heldClock.ts';
import { lifeOf, runLoop } from './user.ts';

type Context = TaskContext<unknown>;

/** Ways to write two requests, one after the other. */
const kinds: Record<string, Task<unknown>> = {
  'async function': async ({ http }: Context) => {
    await http.get('/1');
    await http.get('/2');
  },
  *generator({ http }: Context) {
    yield http.get('/1');
    yield http.get('/2');
  },
  async *'async generator'({ http }: Context) {
    yield await http.get('/1');
    yield await http.get('/2');
  },
  observable: ({ http }: Context) =>
    concat(
      defer(() => http.get('/1')),
      defer(() => http.get('/2')),
    ),
  'promise chain': ({ http }: Context) => http.get('/1').then(() => http.get('/2')),
};

describe.each(Object.entries(kinds))('a task written as %s', (_kind, browse) => {
  const user = defineUser('Writer', { waitTime: constant(1000), tasks: { browse } });

  test('is over when its last request is', async () => {
    const { life, clock, http } = lifeOf(user, { latency: 100 });
    runLoop(life);
    await clock.advance(1350);
    expect(http.requests.map(({ url, at }) => [url, at])).toEqual([
      ['/1', 0],
      ['/2', 100],
      ['/1', 1200],
      ['/2', 1300],
    ]);
  });

  test('is cut off by a cut: nothing is asked afterwards', async () => {
    const { life, clock, http, samples, exceptions } = lifeOf(user, { latency: 100 });
    const { control, subscription } = runLoop(life);
    await clock.advance(50);
    control.cut();
    subscription.unsubscribe();
    await clock.advance(5000);
    expect(http.requests).toHaveLength(1);
    expect(samples.map(({ outcome }) => outcome)).toEqual(['aborted']);
    expect(exceptions).toEqual([]);
  });
});

const broken: Record<string, Task<unknown>> = {
  *generator({ http }: Context) {
    yield http.get('/1');
    throw new Error('boom');
  },
  async *'async generator'({ http }: Context) {
    yield await http.get('/1');
    throw new Error('boom');
  },
  observable: ({ http }: Context) =>
    from(http.get('/1')).pipe(
      tap(() => {
        throw new Error('boom');
      }),
    ),
};

test.each(Object.entries(broken))(
  'a throw in one written as %s is recorded under the task',
  async (_kind, browse) => {
    const user = defineUser('Writer', { waitTime: constant(10_000), tasks: { browse } });
    const { life, clock, exceptions } = lifeOf(user, { latency: 100 });
    runLoop(life);
    await clock.advance(500);
    expect(exceptions).toMatchObject([{ task: 'browse', message: 'Error: boom' }]);
  },
);

test('a cut ends the subscription of an observable that never ends', async () => {
  let open = 0;
  const user = defineUser('Listener', {
    tasks: {
      listen: () =>
        defer(() => {
          open++;
          return interval(1_000_000).pipe(tap({ unsubscribe: () => open-- }));
        }),
    },
  });
  const { life, clock } = lifeOf(user);
  const { control } = runLoop(life);
  await clock.advance(100);
  expect(open).toBe(1);
  control.cut();
  expect(open).toBe(0);
});

test('a cut ends a generator that goes on without asking for anything', async () => {
  let rounds = 0;
  const user = defineUser('Endless', {
    tasks: {
      *count() {
        // Bounded, so that a failure is a failure and not a hang.
        while (rounds < 200_000) yield rounds++;
      },
    },
  });
  const { life } = lifeOf(user);
  const { control, subscription } = runLoop(life);
  for (let microtask = 0; microtask < 50; microtask++) await null;
  const before = rounds;
  control.cut();
  subscription.unsubscribe();
  await turn();
  expect(before).toBeGreaterThan(0);
  expect(rounds - before).toBeLessThan(10);
});
