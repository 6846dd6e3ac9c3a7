import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoadShape } from '../../src/domain/loadShape.ts';
import { askShape, passesOver } from '../../src/domain/shapeAnswer.ts';

const classes = [
  { name: 'Browser', weight: 1, fixedCount: 0 },
  { name: 'Idle', weight: 0, fixedCount: 0 },
];

/** What a shape of this tick answers at 12.5 s. */
function answer(tick: unknown, more: Partial<LoadShape> = {}) {
  return askShape({ shape: { name: 'Odd', tick: () => tick as never, ...more }, classes }, 12.5);
}

test('without a shape there is no answer', () => {
  expect(askShape({ shape: null, classes }, 0)).toBeNull();
});

test('a shape that is over says null', () => {
  expect(answer(null)).toEqual({ kind: 'over' });
});

test.each([
  [
    { users: 3, spawnRate: 0.5 },
    { users: 3, spawnRate: 0.5 },
  ],
  [
    { users: 2.5, spawnRate: 1 },
    { users: 3, spawnRate: 1 },
  ],
  [
    { users: 7.49, spawnRate: 1 },
    { users: 7, spawnRate: 1 },
  ],
  [
    { users: -1e-12, spawnRate: 1 },
    { users: 0, spawnRate: 1 },
  ],
  [
    { users: 3, spawnRate: 1, userClasses: ['Browser'], until: 5 },
    { users: 3, spawnRate: 1, userClasses: ['Browser'] },
  ],
  [
    { users: 3, spawnRate: { from: 1.2, over: 5, fromClasses: ['Browser'] } },
    { users: 3, spawnRate: { from: 1, over: 5, fromClasses: ['Browser'] } },
  ],
])('a tick %j is taken as %j', (tick, taken) => {
  expect(answer(tick)).toEqual({ kind: 'load', tick: taken, changesAt: null });
});

describe('a tick that is none fails by the name of the shape, the second and the field:', () => {
  const rate = { spawnRate: 1 };
  test.each([
    [undefined, 'tick must be an object with users and spawnRate, or null once it is over, not undefined'],
    [5, 'tick must be an object with users and spawnRate, or null once it is over, not 5'],
    [[10, 5], 'users must be a whole number of 0 or more, not undefined'],
    [{ ...rate, users: Number.NaN }, 'users must be a whole number of 0 or more, not NaN'],
    [{ ...rate, users: -1 }, 'users must be a whole number of 0 or more, not -1'],
    [{ ...rate, users: 100_001 }, 'it asks for 100001 users, more than --max-users allows (100000)'],
    [{ ...rate, users: Number.POSITIVE_INFINITY }, 'users must be a whole number'],
    [{ ...rate, users: '10' }, 'users must be a whole number of 0 or more, not "10"'],
    [{ ...rate, users: 10n }, 'users must be a whole number of 0 or more, not 10'],
    [{ users: 1, spawnRate: 0 }, 'spawnRate must be a number above 0, not 0'],
    [{ users: 1, spawnRate: -2 }, 'spawnRate must be a number above 0, not -2'],
    [{ users: 1, spawnRate: Number.NaN }, 'spawnRate must be a number above 0, not NaN'],
    [{ users: 1 }, 'spawnRate must be a number above 0, not undefined'],
    [{ users: 1, spawnRate: null }, 'spawnRate must be a number above 0, not null'],
    [{ users: 1, spawnRate: { from: 0, over: 0 } }, 'spawnRate.over must be seconds above 0, not 0'],
    [{ users: 1, spawnRate: { over: 1 } }, 'spawnRate.from must be a whole number'],
    [
      { ...rate, users: 1, userClasses: ['Buyer'] },
      'userClasses must be of this run (Browser, Idle), not "Buyer"',
    ],
    [{ ...rate, users: 1, userClasses: [] }, 'userClasses must be a list of at least one name'],
    [{ ...rate, users: 1, userClasses: 'Browser' }, 'userClasses must be a list of at least one name'],
    [
      { ...rate, users: 1, userClasses: ['Idle'] },
      'userClasses must be classes of which one has a weight above 0, not Idle',
    ],
  ])('%o', (tick, message) => {
    const failed = answer(tick);
    expect(failed).toMatchObject({ kind: 'failed' });
    expect((failed as { message: string }).message).toContain(
      `The load shape Odd failed at 12.5 s: ${message}`,
    );
  });

  test('a promise, whose own failure is not one of the process', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', listen);
    expect(answer(Promise.reject(new Error('late')))).toEqual({
      kind: 'failed',
      message:
        'The load shape Odd failed at 12.5 s: tick gave a promise: what it wants must be known at once',
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });
});

describe('what a shape throws is in the message:', () => {
  const cruel = Object.defineProperty(new Error('x'), 'message', {
    get() {
      throw new Error('no message');
    },
  });
  test.each([
    [new Error('no data'), 'tick threw no data'],
    [new TypeError('x is undefined'), 'tick threw TypeError: x is undefined'],
    ['a text', 'tick threw "a text"'],
    [undefined, 'tick threw undefined'],
    [Object.create(null), 'tick threw an object'],
    [cruel, 'tick threw an error that cannot be read'],
  ])('%#', (thrown, message) => {
    const tick = () => {
      throw thrown;
    };
    expect(askShape({ shape: { name: 'Odd', tick }, classes }, 1)).toEqual({
      kind: 'failed',
      message: `The load shape Odd failed at 1 s: ${message}`,
    });
  });
});

describe('a next change', () => {
  const load = { users: 1, spawnRate: 1 };

  test.each([[13], [null], [Number.POSITIVE_INFINITY], [1]])('of %d is taken', (at) => {
    expect(answer(load, { nextChangeAt: () => at })).toMatchObject({ kind: 'load', changesAt: at });
  });

  test.each([[Number.NaN], ['13'], [{}]])('of %o fails', (at) => {
    expect(answer(load, { nextChangeAt: () => at as never })).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('nextChangeAt must be a number of seconds, or null'),
    });
  });

  test('that throws fails', () => {
    const nextChangeAt = () => {
      throw new RangeError('no more');
    };
    expect(answer(load, { nextChangeAt })).toMatchObject({
      kind: 'failed',
      message: 'The load shape Odd failed at 12.5 s: nextChangeAt threw RangeError: no more',
    });
    expect(passesOver({ shape: { name: 'Odd', tick: () => load, nextChangeAt }, classes }, 1, 2)).toBe(false);
  });

  test('tells whether a whole part was slept through', () => {
    const shape = { name: 'Half seconds', tick: () => load, nextChangeAt: (t: number) => t + 0.5 };
    expect(passesOver({ shape, classes }, 2, 2.4)).toBe(false);
    expect(passesOver({ shape, classes }, 2, 2.5)).toBe(true);
    expect(passesOver({ shape, classes }, 3, 2)).toBe(false);
    expect(passesOver({ shape: { name: 'Smooth', tick: () => load }, classes }, 2, 9)).toBe(false);
    expect(passesOver({ shape: null, classes }, 2, 9)).toBe(false);
  });
});

test('classes that a shape is going to name are checked from the beginning', () => {
  expect(answer({ users: 1, spawnRate: 1 }, { userClasses: ['Browser', 'Buyr'] })).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('userClasses must be of this run (Browser, Idle), not "Buyr"'),
  });
});

test('whatever a shape gives, the answer is a load that can be planned, an end or a failure', () => {
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true });
  const odd = fc.oneof(
    anything,
    fc.record({ users: anything, spawnRate: anything, userClasses: anything }),
    fc.record({
      users: fc.double(),
      spawnRate: fc.oneof(fc.double(), fc.record({ from: fc.double(), over: fc.double() })),
    }),
  );
  fc.assert(
    fc.property(odd, anything, (tick, next) => {
      const said = answer(tick, { nextChangeAt: () => next as never });
      if (said?.kind === 'load') {
        const { users, spawnRate } = said.tick;
        expect(Number.isInteger(users) && users >= 0 && users <= 100_000).toBe(true);
        expect(typeof spawnRate === 'number' ? spawnRate : spawnRate.over).toBeGreaterThan(0);
      } else if (said?.kind === 'failed')
        expect(said.message).toMatch(/^The load shape Odd failed at 12\.5 s: ./);
      else expect(tick).toBeNull();
    }),
    { numRuns: 1000 },
  );
});
