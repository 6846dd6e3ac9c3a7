import { describe, expect, test } from 'vitest';
import type { ShapeTick } from '../../src/domain/loadShape.ts';
import { plannedUsers } from '../../src/domain/plan.ts';
import { editedPlan, endOf, firstPlan, shapedPlan, stoppedPlan } from '../../src/domain/planning.ts';
import type { ShapeAnswer } from '../../src/domain/shapeAnswer.ts';
import { stepShape } from '../../src/domain/shapes/stepShape.ts';
import { identity, request } from '../machines/fakes.ts';

const classes = [
  { name: 'A', weight: 3, fixedCount: 0 },
  { name: 'B', weight: 1, fixedCount: 0 },
];

test('a first plan says how many of which class, how fast, where to and until when', () => {
  const plan = firstPlan(
    identity,
    request({ users: 8, spawnRate: 2, classes, runTime: 5000, seed: 7 }),
    1000,
  );
  expect(plan).toEqual({
    test: 'web',
    run: 1,
    epoch: 1,
    members: ['local'],
    generation: 1,
    edits: 0,
    state: 'running',
    seed: 7,
    startAt: 1000,
    host: 'http://target',
    stopTimeout: 0,
    loads: [
      {
        id: 'main',
        model: 'closed',
        classes: [
          { name: 'A', count: 6, fixed: false },
          { name: 'B', count: 2, fixed: false },
        ],
        rate: 2,
        endsAt: 6000,
      },
    ],
  });
  expect(plannedUsers(plan)).toBe(8);
});

test('every writing has a higher generation, and none changes the plan before it', () => {
  const first = firstPlan(identity, request(), 0);
  const copy = structuredClone(first);
  const edited = editedPlan(first, request({ users: 3 }), 10);
  const stopped = stoppedPlan(edited);
  expect([first.generation, edited.generation, stopped.generation]).toEqual([1, 2, 3]);
  expect(first).toEqual(copy);
});

describe('an edit', () => {
  const plan = firstPlan(identity, request({ runTime: 8000 }), 0);

  test('keeps the start, and the end where it brings none', () => {
    const edited = editedPlan(plan, request({ host: 'http://other' }), 5000);
    expect(edited).toMatchObject({ startAt: 0, host: 'http://other' });
    expect(endOf(edited)).toBe(8000);
  });

  test('has its own run time count from itself', () => {
    expect(endOf(editedPlan(plan, request({ runTime: 8000 }), 5000))).toBe(13_000);
  });
});

test('a stopped plan wants nobody, and keeps what it was', () => {
  const plan = stoppedPlan(firstPlan(identity, request({ users: 5 }), 0));
  expect(plannedUsers(plan)).toBe(0);
  expect(plan.loads[0]?.classes[0]?.count).toBe(5);
});

describe('a tick of a shape', () => {
  const says = (tick: ShapeTick): ShapeAnswer => ({ kind: 'load', tick, changesAt: null });
  const shape = stepShape({ stepTime: 30, stepUsers: 10, spawnRate: 10, timeLimit: 300 });
  const shaped = request({ users: 1, spawnRate: 1, shape, classes, runTime: 9000 });

  test('decides the users and the rate from the first plan on', () => {
    const plan = firstPlan(identity, shaped, 0);
    expect(plannedUsers(plan)).toBe(10);
    expect(plan.loads[0]).toMatchObject({ rate: 10, endsAt: 9000 });
  });

  test('that changes nothing gives the very same plan', () => {
    const plan = firstPlan(identity, shaped, 0);
    expect(shapedPlan(plan, shaped, says({ users: 10, spawnRate: 10 }))).toBe(plan);
    expect(shapedPlan(plan, shaped, says({ users: 10, spawnRate: 5 }))).not.toBe(plan);
  });

  test('may leave classes out', () => {
    const plan = firstPlan(identity, shaped, 0);
    const next = shapedPlan(plan, shaped, says({ users: 6, spawnRate: 1, userClasses: ['B'] }));
    expect(next.loads[0]?.classes).toEqual([{ name: 'B', count: 6, fixed: false }]);
    expect(endOf(next)).toBe(9000);
  });

  test.each([
    { what: 'users come', users: 30, from: 10, rate: 2 },
    { what: 'users go', users: 0, from: 10, rate: 1 },
    { what: 'a class goes', users: 8, from: 8, userClasses: ['B'], rate: 1.2 },
    { what: 'a class comes', users: 8, from: 8, fromClasses: ['B'], rate: 1.2 },
    { what: 'one class takes the place of another', users: 4, from: 6, classes: ['A', 'B'], rate: 1 },
    { what: 'nobody changes', users: 80, from: 80, rate: 8 },
    { what: 'few hold', users: 4, from: 4, rate: 1 },
    { what: 'nobody is there', users: 0, from: 0, rate: 1 },
  ])('that comes by a ramp of 10 s has the rate of its changes: $what', (row) => {
    const { users, from, rate, classes: exchanged } = row;
    const userClasses = row.userClasses ?? exchanged?.slice(0, 1);
    const fromClasses = row.fromClasses ?? exchanged?.slice(1);
    const spawnRate = { from, over: 10, ...(fromClasses && { fromClasses }) };
    const tick = { users, spawnRate, ...(userClasses && { userClasses }) };
    const plan = shapedPlan(firstPlan(identity, shaped, 0), shaped, says(tick));
    expect(plannedUsers(plan)).toBe(users);
    expect(plan.loads[0]?.rate).toBeCloseTo(rate);
    expect(shapedPlan(plan, shaped, says(tick))).toBe(plan);
  });

  test.each([{ kind: 'over' }, { kind: 'failed', message: 'no' }] as const)(
    'that is none wants nobody: $kind',
    (answer) => {
      expect(plannedUsers(firstPlan(identity, shaped, 0, answer))).toBe(0);
      expect(plannedUsers(editedPlan(firstPlan(identity, shaped, 0), shaped, 5, answer))).toBe(0);
    },
  );
});
