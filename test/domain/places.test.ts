import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstPlaces, numbering, type Places, withoutMember, withShares } from '../../src/domain/places.ts';
import { type Shares, shareOut } from '../../src/domain/shares.ts';

const targets = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([name, count]) => ({ name, count, fixed: false }));

/** The numbers of a class's users, each member having made as many as its share is. */
function numbersOf(places: Places, shares: Shares, name: string): number[] {
  return Object.entries(shares)
    .flatMap(([member, counts]) => {
      const numberOf = numbering(places, member);
      return Array.from({ length: counts[name] ?? 0 }, (_, order) => numberOf(name, order));
    })
    .sort((a, b) => a - b);
}

describe('the numbers of users', () => {
  test('begin at 0 and leave none out where a run begins, whoever has the users', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.dictionary(fc.constantFrom('A', 'B', 'F'), fc.nat(40)),
        (count, counts) => {
          const members = Array.from({ length: count }, (_, index) => `m${index}`);
          const shares = shareOut(targets(counts), members);
          const places = withShares(firstPlaces(count), shares);
          for (const [name, users] of Object.entries(counts)) {
            expect(numbersOf(places, shares, name)).toEqual(
              Array.from({ length: users }, (_, index) => index),
            );
          }
        },
      ),
    );
  });

  test('are 0 for the only user of a class, on whichever member it is', () => {
    const shares = shareOut(targets({ A: 4, F: 1 }), ['a', 'b', 'c']);
    expect(shares.a).toEqual({ A: 2, F: 0 });
    expect(numbersOf(withShares(firstPlaces(3), shares), shares, 'F')).toEqual([0]);
  });

  test('come once in a run, whoever comes, is killed and comes again, and however many users are wanted', () => {
    const step = fc.record({
      wanted: fc.nat(12),
      members: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
      killed: fc.subarray(['a', 'b', 'c', 'd']),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let places = firstPlaces(2);
        let shares: Shares = {};
        const made = new Map<string, number>();
        const given: number[] = [];
        for (const { wanted, members, killed } of steps) {
          for (const member of killed) {
            places = withoutMember(places, member);
            shares = Object.fromEntries(Object.entries(shares).filter(([each]) => each !== member));
            made.delete(member);
          }
          const before = shares;
          shares = shareOut(targets({ A: wanted }), members, before);
          places = withShares(places, shares);
          for (const [member, { A: users = 0 }] of Object.entries(shares)) {
            for (let more = users - (before[member]?.A ?? 0); more > 0; more--) {
              const order = made.get(member) ?? 0;
              given.push(numbering(places, member)('A', order));
              made.set(member, order + 1);
            }
          }
        }
        expect(new Set(given).size).toBe(given.length);
      }),
    );
  });
});
