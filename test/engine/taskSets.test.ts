import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { group, markov, sequence, taskSet } from '../../src/authoring/taskSets.ts';
import type { TaskContext, UserDefinition } from '../../src/authoring/user.ts';
import { constant } from '../../src/domain/pacing.ts';
import { lifeOf, runLoop } from './user.ts';

/** Runs a user for so many ms of held time and gives what its tasks noted, with the time of each. */
async function run(define: (note: (word: string) => void) => UserDefinition, ms: number) {
  const noted: string[] = [];
  const times: number[] = [];
  const { life, clock, exceptions } = lifeOf(
    define((word) => {
      noted.push(word);
      times.push(clock.now() - startedAt);
    }),
  );
  const startedAt = clock.now();
  const loop = runLoop(life);
  await clock.advance(ms);
  return { noted, times, life, loop, exceptions, clock };
}

const leave = ({ interrupt }: TaskContext): void => interrupt();

describe('a task set', () => {
  test('keeps the user, with a pause after each task, until a task interrupts; then the next follows at once', async () => {
    let left = 3;
    const { noted, times } = await run(
      (note) =>
        defineUser('Stayer', {
          waitTime: constant(100),
          tasks: {
            set: taskSet({
              onStart: () => note('enter'),
              tasks: {
                work({ interrupt }) {
                  note('work');
                  if (--left === 0) interrupt();
                },
              },
              onStop: () => note('leave'),
            }),
          },
        }),
      250,
    );
    expect(noted.slice(0, 6)).toEqual(['enter', 'work', 'work', 'work', 'leave', 'enter']);
    expect(times.slice(0, 6)).toEqual([0, 0, 100, 200, 200, 200]);
  });

  test('interrupted with wait is followed by a pause', async () => {
    const { times } = await run(
      (note) =>
        defineUser('Waiter', {
          waitTime: constant(100),
          tasks: {
            set: taskSet({
              tasks: {
                work({ interrupt }) {
                  note('work');
                  interrupt({ wait: true });
                },
              },
            }),
          },
        }),
      250,
    );
    expect(times).toEqual([0, 100, 200]);
  });

  test('has a pause of its own between its tasks', async () => {
    const { times } = await run(
      (note) =>
        defineUser('Slow', {
          waitTime: constant(1000),
          tasks: { set: taskSet({ waitTime: constant(10), tasks: { work: () => note('work') } }) },
        }),
      35,
    );
    expect(times).toEqual([0, 10, 20, 30]);
  });

  test('that ends by an interrupt within another leaves only the inner one', async () => {
    let inner = 0;
    const { noted } = await run(
      (note) =>
        defineUser('Deep', {
          waitTime: constant(10),
          tasks: {
            outer: taskSet({
              onStop: () => note('outer left'),
              tasks: {
                inner: taskSet({
                  onStart: () => note('inner'),
                  tasks: {
                    work({ interrupt }) {
                      note('work');
                      if (++inner % 2 === 0) interrupt();
                    },
                  },
                }),
              },
            }),
          },
        }),
      35,
    );
    expect(noted.slice(0, 6)).toEqual(['inner', 'work', 'work', 'inner', 'work', 'work']);
    expect(noted).not.toContain('outer left');
  });

  test('whose onStart throws is left again, after the pause of a task that threw', async () => {
    const { noted, exceptions } = await run(
      (note) =>
        defineUser('Broken', {
          tasks: {
            set: taskSet({
              onStart() {
                note('enter');
                throw new Error('no cart');
              },
              tasks: { work: () => note('work') },
              onStop: () => note('leave'),
            }),
          },
        }),
      250,
    );
    expect(noted.slice(0, 2)).toEqual(['enter', 'leave']);
    expect(noted).not.toContain('work');
    expect(noted.length).toBeLessThan(8);
    expect(exceptions[0]).toMatchObject({ task: 'set.onStart', message: 'Error: no cart' });
  });

  test('an interrupt is no exception, even where the task catches it', async () => {
    const { noted, exceptions } = await run(
      (note) =>
        defineUser('Catcher', {
          waitTime: constant(10),
          tasks: {
            set: taskSet({
              onStop: () => note('leave'),
              tasks: {
                work({ interrupt }) {
                  try {
                    interrupt();
                  } catch {}
                },
              },
            }),
          },
        }),
      5,
    );
    expect(noted[0]).toBe('leave');
    expect(exceptions).toEqual([]);
  });
});

test('an interrupt outside of a set is an exception that says so', async () => {
  const { exceptions } = await run(
    () => defineUser('Outside', { tasks: { set: group({ tasks: { leave } }) } }),
    50,
  );
  expect(exceptions[0]).toMatchObject({
    task: 'leave',
    message: expect.stringContaining('outside of a task set'),
  });
});

describe('a sequence', () => {
  test('runs its tasks in order, over and over', async () => {
    const { noted } = await run(
      (note) =>
        defineUser('Walker', {
          waitTime: constant(10),
          tasks: {
            flow: sequence({ tasks: { a: () => note('a'), b: () => note('b'), c: () => note('c') } }),
          },
        }),
      65,
    );
    expect(noted).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  test('of so many rounds is left after them', async () => {
    const { noted } = await run(
      (note) =>
        defineUser('Rounds', {
          waitTime: constant(10),
          tasks: {
            flow: sequence({
              rounds: 2,
              onStart: () => note('('),
              tasks: { a: () => note('a'), b: () => note('b') },
              onStop: () => note(')'),
            }),
          },
        }),
      55,
    );
    expect(noted.join('')).toBe('(abab)(ab');
  });
});

test('a Markov chain follows its transitions by their weights', async () => {
  const { noted } = await run(
    (note) =>
      defineUser('Chain', {
        waitTime: constant(1),
        tasks: {
          chain: markov({
            first: 'b',
            tasks: { a: () => note('a'), b: () => note('b'), c: () => note('c') },
            transitions: { a: { b: 3, c: 1 }, b: { a: 1 }, c: { a: 1 } },
          }),
        },
      }),
    4000,
  );
  expect(noted[0]).toBe('b');
  const pairs = noted.slice(1).map((word, index) => noted[index] + word);
  expect(new Set(pairs)).toEqual(new Set(['ba', 'ca', 'ab', 'ac']));
  const fromA = pairs.filter((pair) => pair.startsWith('a'));
  const toC = fromA.filter((pair) => pair === 'ac').length / fromA.length;
  // 2,000 draws at 0.25: 5 standard deviations are 0.05.
  expect(Math.abs(toC - 0.25)).toBeLessThan(0.05);
});

describe('a user that is stopped', () => {
  const make = (note: (word: string) => void): UserDefinition =>
    defineUser('Leaver', {
      waitTime: constant(10),
      tasks: {
        outer: taskSet({
          onStop: () => note('outer'),
          tasks: { inner: taskSet({ tasks: { work: () => note('work') }, onStop: () => note('inner') }) },
        }),
      },
    });

  test('is known to be in its sets, the innermost first', async () => {
    const { life } = await run(make, 15);
    expect(life.userClass.hasOnStop).toBe(true);
    expect(life.route!.open().map((index) => life.userClass.steps[index]!.name)).toEqual([
      'inner.onStop',
      'outer.onStop',
    ]);
  });
});

test.each([
  ['tasks.s.rounds', { s: sequence({ rounds: 0, tasks: { a() {} } }) }],
  ['tasks.s.onStart', { s: taskSet({ onStart: 1 as never, tasks: { a() {} } }) }],
  ['tasks.s.first', { s: markov({ first: 'x' as never, tasks: { a() {} }, transitions: { a: { a: 1 } } }) }],
  [
    'tasks.s.transitions.b',
    { s: markov({ tasks: { a() {}, b() {} }, transitions: { a: { b: 1 } } as never }) },
  ],
  ['tasks.s.transitions.a.x', { s: markov({ tasks: { a() {} }, transitions: { a: { x: 1 } } as never }) }],
  ['tasks.s.transitions.a', { s: markov({ tasks: { a() {} }, transitions: { a: {} } }) }],
  [
    'tasks.s.tasks.b',
    { s: markov({ tasks: { a() {}, b() {} }, transitions: { a: { a: 1 }, b: { a: 1 } } }) },
  ],
  ['tasks.s.tags.x', { s: taskSet({ tasks: { a() {} }, tags: { x: ['t'] } as never }) }],
  ['tasks.s.tags.a', { s: taskSet({ tasks: { a() {} }, tags: { a: ['two words'] } }) }],
])('what cannot be is refused, naming the option: %s', (option, tasks) => {
  expect(() => defineUser('Wrong', { tasks: tasks as never })).toThrow(
    `defineUser("Wrong"): ${option} must be`,
  );
});
