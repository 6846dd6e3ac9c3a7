import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { TaskRatio } from '../../src/authoring/taskRatios.ts';
import { group } from '../../src/authoring/taskSets.ts';
import { getUserClasses, RECIPE_USERS } from '../../src/catalog/catalog.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';

const nothing = () => {};
const shopper = defineUser('Shopper', {
  weight: 3,
  tasks: { browse: nothing, buy: group({ tasks: { add: nothing, pay: nothing } }) },
  mix: { browse: 2, buy: 6 },
});
const guest = defineUser('Guest', { host: 'http://guests', fixedCount: 2, tasks: { look: nothing } });

/** Every number of a tree by its path. */
function flat(tree: Readonly<Record<string, TaskRatio>>, path = ''): [string, number][] {
  return Object.entries(tree).flatMap(([name, node]) => [
    [`${path}/${name}`, node.ratio] as [string, number],
    ...flat(node.tasks ?? {}, `${path}/${name}`),
  ]);
}

describe('the ratios of the basic users', () => {
  const basic = new UserClasses(getUserClasses('basic'));
  // As recorded from the original with as many users of each class.
  const recorded = JSON.parse(`{
    "BrowsingUser/BrowsingBehavior": { "browseProduct": 0.625, "index": 0.3125, "setCurrency": 0.0625 },
    "PurchasingUser/PurchasingBehavior": { "addToCart": 0.25, "browseProduct": 0.25, "checkout": 0.125,
      "index": 0.125, "setCurrency": 0.125, "viewCart": 0.125 },
    "WishlistUser/WishlistBehavior": { "addToCart": 0.4166666666666667, "browseProduct": 0.20833333333333334,
      "emptyCart": 0.08333333333333333, "index": 0.041666666666666664, "setCurrency": 0.041666666666666664,
      "viewCart": 0.20833333333333334 } }`) as Record<string, Record<string, number>>;

  test.each([
    { tree: 'per_class', scale: 1 },
    { tree: 'total', scale: 1 / 3 },
  ] as const)('$tree, for equal counts, in the order recorded', ({ tree, scale }) => {
    const { [tree]: ratios } = basic.ratios({ PurchasingUser: 7, WishlistUser: 7, BrowsingUser: 7 });
    const expected = Object.entries(recorded).flatMap(([path, tasks]): [string, number][] => {
      const [user, behaviour] = path.split('/');
      return [
        [`/${user}`, 1 / 3],
        [`/${user}/${behaviour}`, scale],
        ...Object.entries(tasks).map(([task, ratio]): [string, number] => [
          `/${user}/${behaviour}/${task}`,
          ratio * scale,
        ]),
      ];
    });
    const found = flat(ratios);
    expect(found.map(([path]) => path)).toEqual(expected.map(([path]) => path));
    for (const [index, [path, ratio]] of found.entries()) {
      expect(ratio, path).toBeCloseTo(expected[index]![1], 12);
    }
  });

  test('are 0 for every class before a start, the tree being the same', () => {
    const before = basic.ratios({}, { all: true });
    const during = basic.ratios({ PurchasingUser: 1, WishlistUser: 1, BrowsingUser: 1 });
    expect(flat(before.total).map(([path]) => path)).toEqual(flat(during.total).map(([path]) => path));
    expect(flat(before.total).every(([, ratio]) => ratio === 0)).toBe(true);
    expect(Object.values(before.per_class).map(({ ratio }) => ratio)).toEqual([0, 0, 0]);
  });

  test('leave out classes that have no users', () => {
    expect(Object.keys(basic.ratios({ BrowsingUser: 3 }).total)).toEqual(['BrowsingUser']);
    expect(new UserClasses(RECIPE_USERS).ratios({})).toEqual({ per_class: {}, total: {} });
  });

  test('follow the users alive', () => {
    const { total } = basic.ratios({ PurchasingUser: 3, BrowsingUser: 1 });
    expect(total.PurchasingUser?.ratio).toBe(0.75);
    expect(total.BrowsingUser?.tasks?.BrowsingBehavior?.tasks?.index?.ratio).toBeCloseTo(0.3125 / 4, 12);
  });
});

test('weights and fixed counts are the classes’ own until they are set', () => {
  const users = new UserClasses([shopper, guest]);
  expect(users.weights()).toEqual([
    { name: 'Shopper', weight: 3, fixedCount: 0 },
    { name: 'Guest', weight: 1, fixedCount: 2 },
  ]);
  users.configure('Shopper', { weight: 9 });
  users.configure('Guest', { fixedCount: 0 });
  users.configure('Shopper', { host: 'http://other' });
  expect(users.weights(['Shopper'])).toEqual([{ name: 'Shopper', weight: 9, fixedCount: 0 }]);
  expect(users.weights(['Guest'])).toEqual([{ name: 'Guest', weight: 1, fixedCount: 0 }]);
});

test('equal weights make classes, and tasks among siblings, equally likely', () => {
  const users = new UserClasses([shopper, guest], { equalWeights: true });
  expect(users.weights().map(({ weight }) => weight)).toEqual([1, 1]);
  expect(users.get('Shopper')?.leaves.map(({ name, ratio }) => [name, ratio])).toEqual([
    ['browse', 0.5],
    ['add', 0.25],
    ['pay', 0.25],
  ]);
});

test('users aim where their class was set to, else where the test does, else where the class says', () => {
  const users = new UserClasses([shopper, guest]);
  expect(users.hostOf('Guest', 'http://test')).toBe('http://test');
  expect(users.hostOf('Guest', '')).toBe('http://guests');
  expect(users.hostOf('Shopper', '')).toBe('');
  users.configure('Guest', { host: 'http://set' });
  expect(users.hostOf('Guest', 'http://test')).toBe('http://set');
});

describe('a choice of tasks', () => {
  test.each([
    { tasks: ['pay'], left: { pay: 1 } },
    { tasks: ['buy'], left: { add: 0.5, pay: 0.5 } },
    { tasks: ['browse', 'add'], left: { browse: 0.25, add: 0.75 } },
  ])('$tasks leaves only these, in their proportion', ({ tasks, left }) => {
    const users = new UserClasses([shopper]);
    users.configure('Shopper', { tasks });
    const { leaves, makeRoute } = users.get('Shopper')!;
    expect(Object.fromEntries(leaves.map(({ name, ratio }) => [name, ratio]))).toEqual(left);
    const route = makeRoute(seededRandom(1));
    const picked = new Set(Array.from({ length: 200 }, () => leaves[route.next()]?.name));
    expect([...picked].sort()).toEqual(Object.keys(left).sort());
  });

  test('that names one that is not there is refused, and changes nothing', () => {
    const users = new UserClasses([shopper]);
    expect(() => users.configure('Shopper', { tasks: ['pay', 'nope'] })).toThrow(
      expect.objectContaining({
        code: 'users.unknownTask',
        message: 'tasks: Shopper has no task nope.',
        hint: 'Known are browse, buy, add, pay.',
      }),
    );
    expect(users.get('Shopper')?.leaves).toHaveLength(3);
  });

  test('that leaves none with the wanted tags is refused, and changes nothing', () => {
    const reader = defineUser('Reader', {
      tasks: { browse: nothing, buy: nothing },
      tags: { browse: ['read'] },
    });
    const users = new UserClasses([reader], { tags: ['read'] });
    expect(() => users.configure('Reader', { tasks: ['buy'] })).toThrow(
      expect.objectContaining({ code: 'users.noTasks', hint: 'Its tasks are browse.' }),
    );
    expect(users.get('Reader')?.leaves).toHaveLength(1);
  });
});

test('an unknown class cannot be configured, and the error names the known ones', () => {
  expect(() => new UserClasses([shopper, guest]).configure('Nope', {})).toThrow(
    expect.objectContaining({ code: 'users.unknown', hint: 'Known are Shopper, Guest.' }),
  );
});

test('two classes of one name are refused', () => {
  expect(() => new UserClasses([shopper, shopper])).toThrow(
    expect.objectContaining({ code: 'users.duplicate' }),
  );
});
