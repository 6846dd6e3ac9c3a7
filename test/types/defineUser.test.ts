import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { group } from '../../src/authoring/taskSets.ts';
import type { HttpResponse } from '../../src/http/httpClient.ts';

// What stands here is checked by tsc too: a line below @ts-expect-error must not compile.

/** Compiles only where both types are the same. */
function same<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
) {}

test('a session has the type that onStart gives, where onStart stands before tasks', () => {
  const user = defineUser('Typed', {
    async onStart() {
      return { token: 'abc' };
    },
    tasks: {
      browse({ session, http }) {
        same<typeof session, { token: string }>();
        same<ReturnType<typeof http.get>, Promise<HttpResponse>>();
        // @ts-expect-error: the session has no such field
        session.password;
      },
    },
    onStop({ session }) {
      same<typeof session, { token: string } | undefined>();
    },
  });
  expect(user.onStart).toBeTypeOf('function');
});

test('a session is unknown without an onStart', () => {
  const user = defineUser('Sessionless', {
    tasks: {
      browse({ session }) {
        same<typeof session, unknown>();
      },
    },
  });
  expect(user.onStart).toBeUndefined();
});

test('a name in mix that is no task does not compile, nor run', () => {
  const make = () =>
    defineUser('Typo', {
      tasks: { browse() {}, search() {} },
      // @ts-expect-error: there is no such task
      mix: { browse: 5, serach: 2 },
    });
  expect(make).toThrow('mix.serach');
});

test('a name in the mix of a group that is none of its tasks does not compile, nor run', () => {
  const make = () =>
    defineUser('Typo', {
      tasks: {
        buy: group({
          tasks: { add() {}, pay() {} },
          // @ts-expect-error: there is no such task
          mix: { pray: 2 },
        }),
      },
    });
  expect(make).toThrow('tasks.buy.mix.pray');
});

test.each([
  // @ts-expect-error: a weight is a number
  ['weight', () => defineUser('Wrong', { weight: '2', tasks: { browse() {} } })],
  // @ts-expect-error: a wait is a function or made by one of the wait functions
  ['waitTime', () => defineUser('Wrong', { waitTime: 5, tasks: { browse() {} } })],
  // @ts-expect-error: a task is a function or a group
  ['tasks.browse', () => defineUser('Wrong', { tasks: { browse: '/' } })],
  // @ts-expect-error: a user has tasks
  ['tasks', () => defineUser('Wrong', {})],
])('an option of the wrong type does not compile, nor run: %s', (option, make) => {
  expect(make).toThrow(`${option} must be`);
});
