import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { shoppingMachine } from '../../machines/journeys/shopping.machine.ts';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { JourneyConfig } from '../../src/authoring/journey.ts';
import { taskTree } from '../../src/authoring/taskTree.ts';
import type { UserOptions } from '../../src/authoring/user.ts';
import { shopTasks } from '../../src/catalog/shop.ts';
import { constant } from '../../src/domain/pacing.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { lifeOf, runLoop } from './user.ts';

/** What a user with these tasks and this journey does in so many ms, a task every 10 ms. */
async function walk(
  tasks: Readonly<Record<string, () => unknown>>,
  journey: NonNullable<UserOptions<unknown, never>['journey']>,
  ms: number,
) {
  const noted: string[] = [];
  const noting = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async () => {
        noted.push(name);
        return task();
      },
    ]),
  );
  const user = defineUser('Traveller', { waitTime: constant(10), tasks: noting as never, journey });
  const { life, clock, exceptions } = lifeOf(user);
  const loop = runLoop(life);
  await clock.advance(ms);
  return { noted, exceptions, said: loop.said };
}

const nothing = (): void => {};
const weighted = (target: string, weight: number) => ({
  target,
  guard: { type: 'weighted', params: { weight } },
});

describe('a journey', () => {
  test('orders the tasks, and begins anew at its end', async () => {
    const { noted } = await walk(
      { a: nothing, b: nothing },
      {
        initial: 'a',
        states: {
          a: { on: { 'task.completed': 'b' } },
          b: { on: { 'task.completed': 'end' } },
          end: { type: 'final' },
        },
      },
      45,
    );
    expect(noted).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  test('draws among weighted transitions by their weights', async () => {
    const { noted } = await walk(
      { a: nothing, b: nothing, c: nothing },
      {
        initial: 'a',
        states: {
          a: { on: { 'task.completed': [weighted('b', 3), weighted('c', 1), weighted('a', 0)] } },
          b: { on: { 'task.completed': 'a' } },
          c: { on: { 'task.completed': 'a' } },
        },
      },
      40_000,
    );
    const [b, c] = ['b', 'c'].map((name) => noted.filter((each) => each === name).length) as [number, number];
    expect(noted.join('')).not.toContain('aa');
    // 2,000 draws at 0.25: 5 standard deviations are 0.05.
    expect(Math.abs(c / (b + c) - 0.25)).toBeLessThan(0.05);
  });

  test('hears a task that threw by task.failed, and takes it for completed where nothing hears it', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const { noted, exceptions } = await walk(
      { a: broken, b: broken, c: nothing },
      {
        initial: 'a',
        states: {
          a: { on: { 'task.completed': 'c', 'task.failed': 'b' } },
          b: { on: { 'task.completed': 'c' } },
          c: { on: { 'task.completed': 'c' } },
        },
      },
      1000,
    );
    expect(noted.slice(0, 3)).toEqual(['a', 'b', 'c']);
    expect(exceptions.map(({ task }) => task)).toEqual(['a', 'b']);
  });

  test('may decide by what a task gave, and remember it in its context', async () => {
    const machine = setup({
      types: { context: {} as { left: number }, events: {} as { type: 'task.completed'; output: number } },
      actions: { take: assign({ left: ({ context, event }) => context.left - event.output }) },
      guards: { isEnough: ({ context, event }) => context.left - event.output <= 0 },
    }).createMachine({
      context: { left: 5 },
      initial: 'take',
      states: {
        take: {
          on: {
            'task.completed': [
              { guard: 'isEnough', target: 'done' },
              { actions: 'take', target: 'take' },
            ],
          },
        },
        done: { on: { 'task.completed': 'done' } },
      },
    });
    const { noted } = await walk({ take: () => 2, done: nothing }, machine, 45);
    expect(noted).toEqual(['take', 'take', 'take', 'done', 'done']);
  });

  test('names a task by meta where a state is not called like it, nested ones too', async () => {
    const { noted } = await walk(
      { look: nothing, buy: nothing },
      {
        initial: 'shopping',
        states: {
          shopping: {
            initial: 'first',
            on: { 'task.failed': 'buy' },
            states: {
              first: { meta: { task: 'look' }, on: { 'task.completed': 'second' } },
              second: { meta: { task: 'look' }, on: { 'task.completed': '#buying' } },
            },
          },
          buy: { id: 'buying', on: { 'task.completed': 'shopping' } },
        },
      },
      35,
    );
    expect(noted).toEqual(['look', 'look', 'buy', 'look']);
  });

  test('passes through states whose task was left out by a tag', () => {
    const user = defineUser('Tagged', {
      tasks: { a: nothing, b: nothing },
      tags: { b: ['slow'] },
      journey: {
        initial: 'a',
        states: { a: { on: { 'task.completed': 'b' } }, b: { on: { 'task.completed': 'a' } } },
      },
    });
    const { makeRoute, steps } = new UserClasses([user], { excludeTags: ['slow'] }).get('Tagged')!;
    const route = makeRoute({ next: () => 0.5 } as never);
    for (let index = 0; index < 3; index++) {
      expect(steps[route.next()]?.name).toBe('a');
      route.ended(false, undefined);
    }
  });

  test('that reaches no task crashes the user and says why', async () => {
    const { exceptions, said } = await walk(
      { a: nothing },
      {
        initial: 'a',
        states: {
          a: { on: { 'task.completed': 'b' } },
          b: { type: 'final' },
        },
      },
      1,
    );
    expect(exceptions).toEqual([]);
    const stuck = await walk(
      { a: nothing },
      { initial: 'b', states: { a: { on: { 'task.completed': 'b' } }, b: { type: 'final' } } },
      1,
    );
    expect(said).toEqual(['started']);
    expect(stuck.exceptions[0]).toMatchObject({
      task: 'journey',
      message: expect.stringContaining('no state with a task'),
    });
    expect(stuck.said).toEqual(['started', expect.stringContaining('no state with a task')]);
  });

  test('of the shipped shop comes by all of its tasks', () => {
    const user = defineUser('Customer', { tasks: shopTasks, journey: shoppingMachine });
    expect(taskTree(user).leaves.map(({ name }) => name)).toEqual([
      'index',
      'browseProduct',
      'addToCart',
      'viewCart',
      'checkout',
    ]);
  });
});

test.each<[string, JourneyConfig]>([
  ['names no task in state "b"', { initial: 'a', states: { a: {}, b: {} } }],
  ['has "after" in state "a"', { initial: 'a', states: { a: { after: { 100: 'a' } } } }],
  ['invokes an actor in state "a"', { initial: 'a', states: { a: { invoke: { src: 'x' } } } }],
  ['has a parallel state', { initial: 'a', type: 'parallel', states: { a: {} } }],
  [
    'has weights of 0 alone, in "task.completed" of state "a"',
    { initial: 'a', states: { a: { on: { 'task.completed': [weighted('a', 0)] } } } },
  ],
  [
    'has a weight that is no number',
    { initial: 'a', states: { a: { on: { 'task.completed': [weighted('a', -1)] } } } },
  ],
  ['cannot be built', { initial: 'a', states: { a: { on: { 'task.completed': 'nowhere' } } } }],
])('what cannot be is refused, naming the state: journey %s', (message, journey) => {
  expect(() => defineUser('Wrong', { tasks: { a() {} }, journey })).toThrow(
    `defineUser("Wrong"): journey ${message}`,
  );
});

test('a journey and a mix exclude each other', () => {
  const journey = { initial: 'a', states: { a: {} } };
  expect(() => defineUser('Wrong', { tasks: { a() {} }, mix: { a: 1 }, journey })).toThrow(
    'mix must be left out',
  );
});
