import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { group } from '../../src/authoring/taskSets.ts';
import { taskTree } from '../../src/authoring/taskTree.ts';
import type { UserDefinition } from '../../src/authoring/user.ts';
import { weightedPicker } from '../../src/authoring/weightedPicker.ts';
import { BrowsingUser, PurchasingUser, WishlistUser } from '../../src/catalog/basic.ts';
import { seededRandom } from '../../src/domain/random.ts';

const nothing = () => {};

const nested = defineUser('Nested', {
  tasks: {
    look: nothing,
    buy: group({
      tasks: { add: nothing, pay: group({ tasks: { card: nothing, cash: nothing }, mix: { card: 3 } }) },
      mix: { add: 2 },
    }),
    never: nothing,
  },
  mix: { look: 1, buy: 3, never: 0 },
});

/** Upper bounds of chi-square that chance passes once in a thousand, by degrees of freedom. */
const BOUNDS = [0, 10.83, 13.82, 16.27, 18.47, 20.52];

/** How many users, each with a source of its own, make so many choices; gives the choices of each task. */
function choices(user: UserDefinition, users: number, each: number): Record<string, number> {
  const { leaves } = taskTree(user);
  const pick = weightedPicker(leaves.map(({ ratio }) => ratio));
  const seen: Record<string, number> = {};
  for (let index = 0; index < users; index++) {
    const random = seededRandom(1, 1, user.name, index);
    for (let choice = 0; choice < each; choice++) {
      const { name } = leaves[pick(random)]!;
      seen[name] = (seen[name] ?? 0) + 1;
    }
  }
  return seen;
}

describe.each<[UserDefinition, Record<string, number>]>([
  [PurchasingUser, { index: 1, setCurrency: 1, browseProduct: 2, addToCart: 2, viewCart: 1, checkout: 1 }],
  [WishlistUser, { index: 1, setCurrency: 1, browseProduct: 5, addToCart: 10, viewCart: 5, emptyCart: 2 }],
  [BrowsingUser, { index: 5, setCurrency: 1, browseProduct: 10 }],
  // look 1/4; add 2/3 of 3/4; card 3/4 and cash 1/4 of what is left.
  [nested, { look: 4, add: 8, card: 3, cash: 1 }],
])('$name', (user, weights) => {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

  test.each([
    { users: 1, each: 24_000 },
    { users: 24_000, each: 1 },
  ])('of $users users with $each choices each, tasks are chosen by their weights', ({ users, each }) => {
    const seen = choices(user, users, each);
    expect(Object.keys(seen).sort()).toEqual(Object.keys(weights).sort());
    const chiSquare = Object.entries(weights).reduce((sum, [name, weight]) => {
      const expected = (users * each * weight) / total;
      return sum + (seen[name]! - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(BOUNDS[Object.keys(weights).length - 1]!);
  });

  test('the ratios of its tasks are its weights', () => {
    for (const { name, ratio } of taskTree(user).leaves)
      expect(ratio).toBeCloseTo(weights[name]! / total, 12);
  });
});

test('without a mix every task is chosen as often', () => {
  const user = defineUser('Even', { tasks: { a: nothing, b: nothing, c: nothing, d: nothing } });
  expect(taskTree(user).leaves.map(({ ratio }) => ratio)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('a task knows the groups that it is in', () => {
  expect(taskTree(nested).leaves.map(({ path }) => path.join('/'))).toEqual([
    'look',
    'buy/add',
    'buy/pay/card',
    'buy/pay/cash',
  ]);
});
