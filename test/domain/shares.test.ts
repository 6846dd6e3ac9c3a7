import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassTarget, Plan } from '../../src/domain/plan.ts';
import { memberPlan, type SharedPlan, type Shares, shareOut, sharesAt } from '../../src/domain/shares.ts';

const targets = (counts: Record<string, number>): ClassTarget[] =>
  Object.entries(counts).map(([name, count]) => ({ name, count, fixed: false }));

function sharedPlan(classes: ClassTarget[], before: Shares, after: Shares, rate = 10): SharedPlan {
  const plan: Plan = {
    ...{
      test: 'web',
      run: 1,
      epoch: 1,
      generation: 1,
      edits: 0,
      members: Object.keys(after),
      state: 'running',
    },
    ...{ seed: 1, startAt: 0, host: '', stopTimeout: 0 },
    loads: [{ id: 'main', model: 'closed', classes, rate, endsAt: null }],
  };
  return { ...plan, sharing: { before, after, rampAt: 1000 } };
}

const total = (shares: Shares): number =>
  Object.values(shares).reduce(
    (sum, counts) => sum + Object.values(counts).reduce((n, each) => n + each, 0),
    0,
  );

const moved = (before: Shares, after: Shares): number =>
  Object.keys(after).reduce((sum, member) => {
    const names = Object.keys(after[member]!);
    return (
      sum +
      names.reduce((n, name) => n + Math.max(0, after[member]![name]! - (before[member]?.[name] ?? 0)), 0)
    );
  }, 0);

describe('shares', () => {
  test('are even by class and in all, and add up', () => {
    const counts = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.nat(300), { minKeys: 1 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (users, size) => {
        const members = Array.from({ length: size }, (_, index) => `m${index}`);
        const shares = shareOut(targets(users), members);
        for (const [name, count] of Object.entries(users)) {
          const own = members.map((member) => shares[member]![name]!);
          expect(own.reduce((sum, each) => sum + each)).toBe(count);
          expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        }
        const sums = members.map((member) => total({ [member]: shares[member]! }));
        expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of 1,000 users move 250 where one of four members goes, or comes', () => {
    const four = shareOut(targets({ A: 1000 }), ['a', 'b', 'c', 'd']);
    const three = shareOut(targets({ A: 1000 }), ['a', 'b', 'd'], four);
    expect(moved(four, three)).toBe(250);
    expect(moved(three, shareOut(targets({ A: 1000 }), ['a', 'b', 'c', 'd'], three))).toBe(250);
  });

  test('stay where nothing changed', () => {
    const classes = targets({ A: 7, B: 5, C: 3 });
    const first = shareOut(classes, ['a', 'b', 'c', 'd']);
    expect(shareOut(classes, ['d', 'c', 'b', 'a'], first)).toEqual(first);
  });

  test('of no members are none', () => {
    expect(shareOut(targets({ A: 3 }), [])).toEqual({});
  });
});

describe('the lines of members', () => {
  test('add up to the ramp at every step: members, classes and their sum are where the clock says', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(60),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(8000),
        (a, b, size, elapsed) => {
          const members = Array.from({ length: size }, (_, index) => `m${index}`);
          const before = shareOut(targets({ A: 20, B: 3 }), members);
          const classes = targets({ A: a, B: b });
          const plan = sharedPlan(classes, before, shareOut(classes, members, before));
          const now = 1000 + elapsed;
          const position = sharesAt(plan, now);
          for (const member of members) {
            const [load] = memberPlan(plan, member).loads;
            const counts = { ...before[member] };
            for (const { at, name, change } of load!.lines!)
              if (at <= now) counts[name] = (counts[name] ?? 0) + change;
            expect(position[member]).toEqual(counts);
            expect(load!.classes.map(({ name, count }) => [name, count])).toEqual(
              ['A', 'B'].map((name) => [name, plan.sharing.after[member]![name]]),
            );
          }
        },
      ),
    );
  });

  test('together keep to the rate, a member as far as the next', () => {
    const classes = targets({ A: 40 });
    const plan = sharedPlan(classes, {}, shareOut(classes, ['a', 'b', 'c', 'd']));
    for (let second = 0; second < 4; second++) {
      const position = sharesAt(plan, 1000 + second * 1000 + 999);
      expect(total(position)).toBe((second + 1) * 10);
      for (const counts of Object.values(position))
        expect(Math.abs(counts.A! - (second + 1) * 2.5)).toBeLessThan(1);
    }
  });
});
