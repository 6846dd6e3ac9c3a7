import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClassWeight, shareUsers } from '../../src/domain/dispatch.ts';

const weight = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0.01, max: 20, noNaN: true }));

/** Up to six classes, some with a fixed count. */
const classes = fc
  .array(fc.record({ weight, fixedCount: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((each) => each.map((one, index): ClassWeight => ({ ...one, name: `C${index}` })));

function counts(total: number, of: readonly ClassWeight[]): number[] {
  return shareUsers(total, of).map(({ count }) => count);
}

function plain(...weights: number[]): ClassWeight[] {
  return weights.map((each, index) => ({ name: `C${index}`, weight: each, fixedCount: 0 }));
}

test('the counts add up to the total wherever a class can take the rest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), classes, (total, of) => {
      const sum = counts(total, of).reduce((all, count) => all + count, 0);
      const fixed = of.reduce((all, { fixedCount }) => all + fixedCount, 0);
      const elastic = of.some((each) => each.fixedCount === 0 && each.weight > 0);
      expect(sum).toBe(elastic ? total : Math.min(total, fixed));
    }),
  );
});

test('fixed counts come first, in the order given, and exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), classes, (total, of) => {
      let left = total;
      for (const { name, count, fixed } of shareUsers(total, of)) {
        const { fixedCount } = of.find((each) => each.name === name)!;
        expect(fixed).toBe(fixedCount > 0);
        if (!fixed) continue;
        expect(count).toBe(Math.min(fixedCount, left));
        left -= count;
      }
    }),
  );
});

test('each weighted class is within 2 users of its share of what fixed counts leave', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), classes, (total, of) => {
      const found = shareUsers(total, of);
      const loose = of.filter((each) => each.fixedCount === 0 && each.weight > 0);
      const weights = loose.reduce((sum, each) => sum + each.weight, 0);
      const left = loose.reduce((sum, each) => sum + found.find(({ name }) => name === each.name)!.count, 0);
      for (const each of loose) {
        const { count } = found.find(({ name }) => name === each.name)!;
        expect(Math.abs(count - (left * each.weight) / weights)).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test('no class loses users when the total grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), classes, (total, of) => {
      const fewer = counts(total, of);
      for (const [index, more] of counts(total + 1, of).entries()) {
        expect(more).toBeGreaterThanOrEqual(fewer[index]!);
      }
    }),
  );
});

describe('as Locust documents it', () => {
  test.each([
    // 75 % and 25 %: "User1 weight 3, User2 weight 1".
    { total: 4, of: plain(3, 1), is: [3, 1] },
    { total: 8, of: plain(3, 1), is: [6, 2] },
    { total: 3, of: plain(1, 1, 1), is: [1, 1, 1] },
    { total: 9, of: plain(1, 1, 1), is: [3, 3, 3] },
    { total: 10, of: plain(1, 1, 1), is: [4, 3, 3] },
    // A class of weight 0 has nobody.
    { total: 5, of: plain(0, 1), is: [0, 5] },
    // "fixed_count: the weight property will be ignored and exactly fixed_count users will be spawned".
    {
      total: 10,
      of: [
        { name: 'A', weight: 100, fixedCount: 1 },
        { name: 'B', weight: 2, fixedCount: 0 },
        { name: 'C', weight: 1, fixedCount: 0 },
      ],
      is: [1, 6, 3],
    },
    // "These users are spawned first": with too few users for all, the fixed ones have them.
    {
      total: 2,
      of: [
        { name: 'A', weight: 1, fixedCount: 0 },
        { name: 'B', weight: 1, fixedCount: 3 },
      ],
      is: [0, 2],
    },
  ])('$total users are shared as $is', ({ total, of, is }) => {
    expect(counts(total, of)).toEqual(is);
  });
});

test.each([
  { name: 'whole weights', of: plain(1, 2, 7), total: 1_000_000_000 },
  { name: 'weights that are not whole', of: plain(0.5, 1.25, 3), total: 200_000 },
  { name: 'large weights', of: plain(100_001, 99_999), total: 1_000_000_000 },
])('large totals are shared quickly: $name', ({ of, total }) => {
  const began = performance.now();
  const found = counts(total, of);
  expect(performance.now() - began).toBeLessThan(500);
  expect(found.reduce((sum, count) => sum + count, 0)).toBe(total);
});
