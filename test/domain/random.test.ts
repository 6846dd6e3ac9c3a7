import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../src/domain/random.ts';

function chiSquare(seen: readonly number[]): number {
  const expected = seen.reduce((sum, count) => sum + count, 0) / seen.length;
  return seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Counts draws into so many boxes. */
function boxes(count: number, draws: number, draw: (index: number) => number): number[] {
  const seen = Array<number>(count).fill(0);
  for (let index = 0; index < draws; index++) seen[Math.floor(draw(index) * count)]!++;
  return seen;
}

function numbers(random: Random, count = 20): number[] {
  return Array.from({ length: count }, () => random.next());
}

// 99 degrees of freedom: 148.2 is passed by chance once in a thousand.
const BOUND = 148.2;

test('the numbers of one seed are uniform', () => {
  const random = seededRandom(1, 'web', 'Visitor', 0);
  expect(chiSquare(boxes(100, 100_000, () => random.next()))).toBeLessThan(BOUND);
});

describe('the numbers of users, one source each, are uniform over the users', () => {
  test.each([1, 2, 3, 10])('draw %i', (nth) => {
    const seen = boxes(100, 20_000, (index) => numbers(seededRandom(1, 1, 'Visitor', index), nth).at(-1)!);
    expect(chiSquare(seen)).toBeLessThan(BOUND);
  });
});

test('a number does not tell the next one', () => {
  const random = seededRandom('pairs');
  const seen = boxes(100, 100_000, () => (Math.floor(random.next() * 10) + random.next()) / 10);
  expect(chiSquare(seen)).toBeLessThan(BOUND);
});

test('the same parts give the same numbers, other parts others', () => {
  const first = numbers(seededRandom(1, 'a', 2));
  expect(numbers(seededRandom(1, 'a', 2))).toEqual(first);
  for (const parts of [
    [1, 'a', 3],
    [2, 'a', 2],
    [1, 'b', 2],
    [1, 'a2'],
    ['1a', 2],
    [1, 'a', 2, ''],
  ]) {
    expect(numbers(seededRandom(...parts))).not.toEqual(first);
  }
});

test('whole numbers take both bounds and everything between, alike', () => {
  const random = seededRandom('int');
  const seen = Array<number>(10).fill(0);
  for (let draw = 0; draw < 20_000; draw++) seen[random.int(1, 10) - 1]!++;
  expect(seen.every((count) => count > 0)).toBe(true);
  expect(chiSquare(seen)).toBeLessThan(27.9);
  expect(random.int(4, 4)).toBe(4);
});

test('each item is picked as often as another; of none, none can be', () => {
  const random = seededRandom('pick');
  const items = ['a', 'b', 'c'];
  const seen = [0, 0, 0];
  for (let draw = 0; draw < 9000; draw++) seen[items.indexOf(random.pick(items))]!++;
  // 2 degrees of freedom.
  expect(chiSquare(seen)).toBeLessThan(13.8);
  expect(() => random.pick([])).toThrow(RangeError);
});
