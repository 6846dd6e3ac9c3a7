import { describe, expect, test } from 'vitest';
import { taskTree } from '../../src/authoring/taskTree.ts';
import {
  getLoadShape,
  getSreRecipeUserClass,
  getUserClasses,
  RECIPE_USERS,
  StepLoadShape,
  TASK_NAMES,
} from '../../src/catalog/catalog.ts';
import { seededRandom } from '../../src/domain/random.ts';

test('basic and step are the same three users', () => {
  expect(getUserClasses('basic').map(({ name }) => name)).toEqual([
    'PurchasingUser',
    'WishlistUser',
    'BrowsingUser',
  ]);
  expect(getUserClasses('step')).toEqual(getUserClasses('basic'));
  expect(TASK_NAMES).toEqual(['basic', 'step']);
});

test.each(['', 'Basic', 'sre', 'toString', '__proto__'])('an unknown name, %j, gives none', (name) => {
  expect(getUserClasses(name)).toEqual([]);
  expect(getLoadShape(name)).toBeUndefined();
  expect(getSreRecipeUserClass(name)).toBeUndefined();
});

test.each(['BasicHomePageViewingUser', 'BasicPurchasingUser'])('%s can be spawned by a recipe', (id) => {
  expect(getSreRecipeUserClass(id)?.name).toBe(id);
});

test('a basic user cannot be spawned by a recipe', () => {
  expect(getSreRecipeUserClass('PurchasingUser')).toBeUndefined();
});

describe('every shipped user', () => {
  const all = [...getUserClasses('basic'), ...RECIPE_USERS];

  test.each(all)('$name waits between 1 and 10 s after each task', ({ waitTime }) => {
    expect(waitTime.interval).toBeUndefined();
    const random = seededRandom('catalog');
    const waits = Array.from({ length: 5000 }, () =>
      waitTime.next({ random, taskStartedAt: 0, now: 99_999 }),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
    expect(Math.min(...waits)).toBeLessThan(1020);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    expect(Math.max(...waits)).toBeGreaterThan(9980);
  });

  test.each(all)('$name has the weight of the others, no host of its own, and a line about it', (user) => {
    expect(user).toMatchObject({ weight: 1, fixedCount: 0, host: undefined });
    expect(user.description).toMatch(/^\S.+$/);
  });
});

test('the tasks of recipe users go by the names that clients see', () => {
  expect(RECIPE_USERS.map((user) => taskTree(user).leaves.map(({ path }) => path.join('/')))).toEqual([
    ['visit_home_page'],
    ['buy_random_product_and_checkout'],
  ]);
});

describe('the step shape', () => {
  test('belongs to step alone, and goes by the name StepLoadShape', () => {
    expect(getLoadShape('step')).toBe(StepLoadShape);
    expect(getLoadShape('basic')).toBeUndefined();
    expect(StepLoadShape.name).toBe('StepLoadShape');
  });

  test.each([
    [0, 10],
    [29.9, 10],
    [30, 20],
    [299.9, 100],
    [300, 110],
  ])('at %d s it wants %d users, at 10 users/s', (seconds, users) => {
    expect(StepLoadShape.tick(seconds)).toEqual({ users, spawnRate: 10 });
  });

  test('ends once more than 300 s have passed', () => {
    expect(StepLoadShape.tick(300.01)).toBeNull();
  });
});
