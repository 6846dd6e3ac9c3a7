import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doubleWave } from '../../../src/domain/shapes/doubleWave.ts';
import { walkShape } from './walkShape.ts';

const day = doubleWave({ duration: '10m', minUsers: 20, firstPeak: 60, secondPeak: 40 });

// What Locust's example gives for the same peaks and 600 s, worked out from its formula.
test.each([
  [0, 20],
  [120, 21],
  [160, 35],
  [180, 51],
  [200, 60],
  [240, 35],
  [300, 20],
  [360, 27],
  [400, 40],
  [460, 22],
  [599, 20],
])('at %d s two waves over 20 users stand at %d', (seconds, users) => {
  expect(day.tick(seconds)).toEqual({ users, spawnRate: users });
});

test('they are over at their end, and say so', () => {
  expect(day.tick(599.999)).not.toBeNull();
  expect(day.tick(600)).toBeNull();
  expect(walkShape(day).map(({ at }) => at)).toEqual([0, 600]);
  expect(day.nextChangeAt?.(600)).toBeNull();
});

test('the rate may be given, and is never 0', () => {
  const flat = { duration: '1s', minUsers: 0, firstPeak: 0, secondPeak: 0 };
  expect(doubleWave(flat).tick(0)).toEqual({ users: 0, spawnRate: 1 });
  expect(doubleWave({ ...flat, spawnRate: 0.5 }).tick(0)).toEqual({ users: 0, spawnRate: 0.5 });
});

test('they stay between the lowest and the highest of what was asked, and reach both peaks', () => {
  const users = fc.integer({ min: 0, max: 100_000 });
  const options = fc.record({
    minUsers: users,
    firstPeak: users,
    secondPeak: users,
    duration: fc.integer({ min: 1, max: 86_400_000 }),
  });
  const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(options, part, (made, at) => {
      const shape = doubleWave(made);
      const seconds = made.duration / 1000;
      const all = [made.minUsers, made.firstPeak, made.secondPeak];
      const now = shape.tick(seconds * at)?.users ?? Number.NaN;
      expect(now).toBeGreaterThanOrEqual(Math.min(...all));
      expect(now).toBeLessThanOrEqual(Math.max(...all));
      expect(shape.tick(seconds / 3)?.users).toBe(made.firstPeak);
      expect(shape.tick((2 * seconds) / 3)?.users).toBe(made.secondPeak);
    }),
  );
});

describe('waves that cannot be', () => {
  const good = { duration: '10m', minUsers: 20, firstPeak: 60, secondPeak: 40 };
  test.each([
    [{ duration: 0 }, 'doubleWave.duration must be a duration above 0'],
    [{ minUsers: -1 }, 'doubleWave.minUsers must be a whole number of 0 or more, not -1'],
    [{ firstPeak: Number.NaN }, 'doubleWave.firstPeak must be'],
    [{ secondPeak: undefined }, 'doubleWave.secondPeak must be'],
    [{ spawnRate: -1 }, 'doubleWave.spawnRate must be a number above 0, not -1'],
    [{ peak: 1 }, 'doubleWave.peak is not known'],
  ])('%o are refused by name', (wrong, message) => {
    expect(() => doubleWave({ ...good, ...wrong } as never)).toThrow(message);
  });
});
