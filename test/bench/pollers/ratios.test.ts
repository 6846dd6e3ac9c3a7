import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/domain/random.ts';
import { estimate, orderOf } from './ratios.ts';

/** Ratios about `centre`, as far from it as ±`spread`. */
function ratios(count: number, centre: number, spread: number): number[] {
  const random = seededRandom('test', count);
  return Array.from({ length: count }, () => centre + spread * (2 * random.next() - 1));
}

test('the interval of a median holds what the ratios lie about, and is narrower the more there are', () => {
  const few = estimate(ratios(20, 0.98, 0.1));
  const many = estimate(ratios(320, 0.98, 0.1));
  for (const { low, median, high } of [few, many]) {
    expect(low).toBeLessThan(0.98);
    expect(high).toBeGreaterThan(0.98);
    expect(median).toBeGreaterThan(low);
    expect(median).toBeLessThan(high);
  }
  expect(many.high - many.low).toBeLessThan((few.high - few.low) / 2);
});

test('the same ratios give the same interval, and equal ones an interval of no width', () => {
  const some = ratios(40, 1, 0.05);
  expect(estimate(some)).toEqual(estimate(some));
  expect(estimate([0.9, 0.9, 0.9])).toEqual({ median: 0.9, low: 0.9, high: 0.9 });
});

test('every pair has a turn of both kinds, the order changes from pair to pair, and a control rests twice', () => {
  const order = orderOf(4);
  expect(order.map(({ turns }) => turns.join(' '))).toEqual([
    ...['rest watch', 'watch rest', 'rest rest'],
    ...['rest watch', 'watch rest', 'rest rest'],
  ]);
  expect(order.map(({ reversed }) => reversed)).toEqual([false, true, true, false, true, false]);
});
