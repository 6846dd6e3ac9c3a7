import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepShape } from '../../../src/domain/shapes/stepShape.ts';
import { walkShape } from './walkShape.ts';

const shape = stepShape({ stepTime: 20, stepUsers: 5, spawnRate: 2.5, timeLimit: 60 });

test.each([
  [0, 5],
  [19.999, 5],
  [20, 10],
  [40, 15],
  [59.9, 15],
  [60, 20],
])('at %d s a staircase of 5 users every 20 s stands at %d', (seconds, users) => {
  expect(shape.tick(seconds)).toEqual({ users, spawnRate: 2.5 });
});

test('it is over once more than its time limit has passed', () => {
  expect(shape.tick(60.001)).toBeNull();
  expect(shape.tick(3600)).toBeNull();
});

test('it goes by the name given, or by that of the original', () => {
  expect(shape.name).toBe('StepLoadShape');
  expect(stepShape({ name: 'Mine', stepTime: 1, stepUsers: 1, spawnRate: 1, timeLimit: 1 }).name).toBe(
    'Mine',
  );
});

test('it says when its steps begin, and when it is over', () => {
  expect(walkShape(shape)).toEqual([
    { at: 0, tick: { users: 5, spawnRate: 2.5 } },
    { at: 20, tick: { users: 10, spawnRate: 2.5 } },
    { at: 40, tick: { users: 15, spawnRate: 2.5 } },
    { at: 60.001, tick: null },
  ]);
  expect(shape.nextChangeAt?.(60)).toBe(60.001);
  expect(shape.nextChangeAt?.(61)).toBeNull();
});

test('times may be texts', () => {
  const texts = stepShape({ stepTime: '500ms', stepUsers: 5, spawnRate: 1, timeLimit: '2s' });
  expect(texts.tick(1.5)?.users).toBe(20);
  expect(texts.tick(2.01)).toBeNull();
});

test('whatever its steps, each begins with its users, and the end comes', () => {
  const options = fc.record({
    stepTime: fc.integer({ min: 1, max: 600_000 }).map((ms) => ms / 1000),
    stepUsers: fc.integer({ min: 0, max: 100 }),
    steps: fc.double({ min: 0.01, max: 50, noNaN: true }),
  });
  fc.assert(
    fc.property(options, ({ stepTime, stepUsers, steps }) => {
      const made = stepShape({ stepTime, stepUsers, spawnRate: 1, timeLimit: stepTime * steps });
      const moments = walkShape(made);
      expect(moments.at(-1)?.tick).toBeNull();
      expect(moments.slice(0, -1).map(({ tick }) => tick?.users)).toEqual(
        Array.from({ length: moments.length - 1 }, (_, index) => (index + 1) * stepUsers),
      );
    }),
  );
});

describe('a staircase that cannot be', () => {
  const good = { stepTime: 1, stepUsers: 1, spawnRate: 1, timeLimit: 10 };
  test.each([
    [{ stepTime: 0 }, 'stepTime must be seconds above 0, or a duration such as "30s", not 0'],
    [{ stepTime: Number.NaN }, 'stepTime must be'],
    [{ stepTime: 'soon' }, 'stepTime must be seconds above 0, or a duration such as "30s", not "soon"'],
    [{ timeLimit: -1 }, 'timeLimit must be'],
    [{ stepUsers: 1.5 }, 'stepUsers must be a whole number of 0 or more, not 1.5'],
    [{ spawnRate: 0 }, 'spawnRate must be a number above 0, not 0'],
  ])('%j is refused by name', (wrong, message) => {
    expect(() => stepShape({ ...good, ...wrong })).toThrow(message);
  });
});
