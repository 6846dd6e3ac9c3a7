import { afterEach, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { LoadShape } from '../../src/domain/loadShape.ts';
import { constant } from '../../src/domain/pacing.ts';
import { stages } from '../../src/domain/shapes/stages.ts';
import { type HeldTest, heldTest } from '../support/heldTest.ts';

const [Browser, Buyer] = ['Browser', 'Buyer'].map((name) =>
  defineUser(name, {
    waitTime: constant('1s'),
    tasks: {
      async look({ http }) {
        await http.get('/');
      },
    },
  }),
);

const open: HeldTest[] = [];
afterEach(() => {
  for (const { test: web } of open.splice(0)) web.close();
});

/** A test that follows a shape from now on. */
function following(shape: LoadShape): HeldTest {
  const held = heldTest([Browser!, Buyer!]);
  open.push(held);
  held.test.start({ users: 1, spawnRate: 1, shape });
  return held;
}

test('the users of a ramp come evenly over its stage, and go evenly', async () => {
  const { test: web, clock } = following(
    stages([
      { duration: '10s', users: 20 },
      { duration: '5s', users: 0 },
    ]),
  );
  for (let second = 1; second <= 10; second++) {
    await clock.advance(1000);
    expect(Math.abs(web.userCount - 2 * second)).toBeLessThanOrEqual(1);
  }
  for (let second = 1; second <= 4; second++) {
    await clock.advance(1000);
    expect(Math.abs(web.userCount - (20 - 4 * second))).toBeLessThanOrEqual(1);
  }
  await clock.advance(1000);
  expect(web).toMatchObject({ state: 'stopped', stopReason: 'shape', userCount: 0 });
});

test('a stage begins on time though the one before did not come to its users', async () => {
  const { test: web, clock } = following(
    stages([
      { duration: '500ms', users: 1000, spawnRate: 10 },
      { duration: '500ms', users: 3, spawnRate: 100 },
      { duration: '1s', users: 8, spawnRate: 100 },
    ]),
  );
  await clock.advance(490);
  expect(web.userCount).toBe(5);
  await clock.advance(100);
  expect(web.userCount).toBe(3);
  await clock.advance(500);
  expect(web.userCount).toBe(8);
  await clock.advance(910);
  expect(web.stopReason).toBe('shape');
});

test('a class that a stage leaves out loses its users at the rate of that stage', async () => {
  const { test: web, clock } = following(
    stages([
      { duration: '2s', users: 8, spawnRate: 100, userClasses: ['Browser'] },
      { duration: '10s', users: 8, spawnRate: 2, userClasses: ['Buyer'] },
    ]),
  );
  await clock.advance(1990);
  expect(web.census.byClass()).toEqual({ Browser: 8 });
  await clock.advance(4010);
  const { Browser: left = 0, Buyer: come = 0 } = web.census.byClass();
  expect(Math.abs(left - 4)).toBeLessThanOrEqual(1);
  expect(Math.abs(come - 4)).toBeLessThanOrEqual(1);
  await clock.advance(4500);
  expect(web.census.byClass()).toEqual({ Buyer: 8 });
});

test('a shape that fails is in the log, and the test is ready for another start', async () => {
  const {
    test: web,
    clock,
    logged,
  } = following({
    name: 'Odd',
    tick: (seconds) => ({ users: seconds < 2 ? 4 : Number.NaN, spawnRate: 10 }),
  });
  await clock.advance(1990);
  expect(web.userCount).toBe(4);
  await clock.advance(10);
  expect(web).toMatchObject({ state: 'stopped', stopReason: 'failed', userCount: 0 });
  expect(logged).toContain(
    'ERROR Run 1 failed: The load shape Odd failed at 2 s: users must be a whole number of 0 or more, not NaN',
  );
  web.start({ users: 2, spawnRate: 10 });
  await clock.advance(1000);
  expect(web).toMatchObject({ state: 'running', userCount: 2 });
});

test('stages that the process slept through are said in the log, once', async () => {
  const { clock, logged } = following(
    stages(
      [1, 2, 3, 4, 5].map((users) => ({ duration: '300ms', users, spawnRate: 100 })),
      { name: 'Steps' },
    ),
  );
  await clock.advance(100);
  await clock.advance(850, 850);
  await clock.advance(1000);
  expect(logged.filter((line) => line.includes('passed over'))).toEqual([
    'INFO The load shape Steps goes on at 0.950 s: the process was late, and parts that began from 0.300 s on are passed over',
  ]);
});
