import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClassWeight, type Counts, rampSteps, shareUsers } from '../../src/domain/dispatch.ts';
import type { ClassTarget } from '../../src/domain/plan.ts';

const classes = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 10 }), fixedCount: fc.constant(0) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((each) => each.map((one, index): ClassWeight => ({ ...one, name: `C${index}` })));

/** The users at every moment of a ramp, the beginning and the end included. */
function moments(present: Counts, target: readonly ClassTarget[]): Record<string, number>[] {
  const now: Record<string, number> = { ...present };
  const all = [{ ...now }];
  for (const { name, change } of rampSteps(present, target)) {
    now[name] = (now[name] ?? 0) + change;
    all.push({ ...now });
  }
  return all;
}

function countsOf(target: readonly ClassTarget[]): Record<string, number> {
  return Object.fromEntries(target.map(({ name, count }) => [name, count]));
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** How far any of the classes is from its share of the users they have together. */
function deviation(now: Counts, shares: Counts): number {
  const names = Object.keys(shares);
  const total = names.reduce((all, name) => all + (now[name] ?? 0), 0);
  return Math.max(...names.map((name) => Math.abs((now[name] ?? 0) - (total * shares[name]!) / sum(shares))));
}

function fixedClass(name: string, fixedCount: number): ClassWeight {
  return { name, weight: 1, fixedCount };
}

function weighted(name: string, weight: number): ClassWeight {
  return { name, weight, fixedCount: 0 };
}

test('a ramp ends at its target, one user at a time, and never has fewer than none', () => {
  const counts = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(counts, counts, fc.subarray(['A', 'B', 'C', 'D']), (present, wanted, fixed) => {
      const target = Object.entries(wanted).map(([name, count]) => ({
        name,
        count,
        fixed: fixed.includes(name),
      }));
      const all = moments({ ...present }, target);
      for (const now of all) expect(Math.min(0, ...Object.values(now))).toBe(0);
      for (const name of ['A', 'B', 'C', 'D']) expect(all.at(-1)![name] ?? 0).toBe(wanted[name] ?? 0);
    }),
  );
});

test('nobody is moved that need not be: as many steps as classes differ', () => {
  fc.assert(
    fc.property(classes, classes, fc.nat(200), fc.nat(200), (before, after, from, to) => {
      const present = countsOf(shareUsers(from, before));
      const wanted = countsOf(shareUsers(to, after));
      const names = new Set([...Object.keys(present), ...Object.keys(wanted)]);
      const needed = [...names].reduce(
        (all, name) => all + Math.abs((wanted[name] ?? 0) - (present[name] ?? 0)),
        0,
      );
      expect([...rampSteps(present, shareUsers(to, after))]).toHaveLength(needed);
    }),
  );
});

describe('at every moment each class is within 2 users of its share', () => {
  test('while the load grows from nothing', () => {
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 500 }), (of, total) => {
        const target = shareUsers(total, of);
        for (const now of moments({}, target))
          expect(deviation(now, countsOf(target))).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('while the load grows, or shrinks, from one number of users to another', () => {
    fc.assert(
      fc.property(classes, fc.nat(400), fc.nat(400), (of, from, to) => {
        const present = countsOf(shareUsers(from, of));
        const shares = Object.fromEntries(of.map(({ name, weight }) => [name, weight]));
        for (const now of moments(present, shareUsers(to, of))) {
          expect(deviation(now, shares)).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  test('while the load grows beside classes of fixed counts', () => {
    fc.assert(
      fc.property(
        classes,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (of, fixed, rest) => {
          const target = shareUsers(fixed + rest, [fixedClass('F', fixed), ...of]);
          const { F: _, ...shares } = countsOf(target);
          for (const now of moments({}, target)) expect(deviation(now, shares)).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  test('while the load shrinks beside classes of fixed counts', () => {
    fc.assert(
      fc.property(
        classes,
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        fc.nat(300),
        (of, fixed, from, to) => {
          const all = [fixedClass('F', fixed), ...of];
          const present = countsOf(shareUsers(fixed + Math.max(from, to), all));
          const shares = Object.fromEntries(of.map(({ name, weight }) => [name, weight]));
          for (const now of moments(present, shareUsers(fixed + Math.min(from, to), all))) {
            expect(deviation(now, shares)).toBeLessThanOrEqual(2);
          }
        },
      ),
    );
  });

  test.each([
    { what: 'grow', from: [0, 0, 0], to: [100, 90, 10] },
    { what: 'shrink', from: [100, 900, 100], to: [100, 90, 10] },
    { what: 'go', from: [100, 90, 10], to: [0, 0, 0] },
  ])('as in nine to one that $what beside 100 fixed', ({ from, to }) => {
    const names = ['F', 'A', 'B'];
    const present = Object.fromEntries(names.map((name, index) => [name, from[index]!]));
    const target = names.map((name, index) => ({ name, count: to[index]!, fixed: name === 'F' }));
    const worst = moments(present, target).map((now) => deviation(now, { A: 9, B: 1 }));
    expect(Math.max(...worst)).toBeLessThanOrEqual(2);
  });
});

test('growing, fixed counts are reached first', () => {
  const target = shareUsers(30, [weighted('A', 2), fixedClass('F', 5), weighted('B', 1), fixedClass('G', 3)]);
  const steps = [...rampSteps({}, target)];
  expect(new Set(steps.slice(0, 8).map(({ name }) => name))).toEqual(new Set(['F', 'G']));
});

test('shrinking, fixed counts go last', () => {
  const all = [weighted('A', 2), fixedClass('F', 5), weighted('B', 1)];
  const steps = [...rampSteps(countsOf(shareUsers(30, all)), shareUsers(2, all))];
  expect(steps.slice(-3).map(({ name }) => name)).toEqual(['F', 'F', 'F']);
  expect(steps.slice(0, -3).some(({ name }) => name === 'F')).toBe(false);
});

test('a class that is no longer wanted goes as the others come, so that the total moves by no more than 1', () => {
  const target = [{ name: 'New', count: 40, fixed: false }];
  for (const now of moments({ Old: 40 }, target)) {
    expect(sum(now)).toBeGreaterThanOrEqual(40);
    expect(sum(now)).toBeLessThanOrEqual(41);
  }
});

test('a ramp of 100,000 users is laid out quickly', () => {
  const target = shareUsers(100_000, [weighted('A', 5), weighted('B', 3), weighted('C', 2)]);
  const began = performance.now();
  expect([...rampSteps({}, target)]).toHaveLength(100_000);
  expect(performance.now() - began).toBeLessThan(1000);
});
