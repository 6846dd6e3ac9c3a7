import { expect, test } from 'vitest';
import { stepShape } from '../../src/domain/loadShape.ts';

const shape = stepShape({ stepTime: 20, stepUsers: 5, spawnRate: 2.5, timeLimit: 60 });

test.each([
  [0, 5],
  [19.999, 5],
  [20, 10],
  [40, 15],
  [59.9, 15],
  [60, 20],
])('at %d s a staircase of 5 users every 20 s stands at %d', (seconds, users) => {
  expect(shape.tick(seconds)).toEqual({ users, spawnRate: 2.5 });
});

test('it is over once more than its time limit has passed', () => {
  expect(shape.tick(60.001)).toBeNull();
  expect(shape.tick(3600)).toBeNull();
});

test('it goes by the name given, or by that of the original', () => {
  expect(shape.name).toBe('StepLoadShape');
  expect(stepShape({ name: 'Mine', stepTime: 1, stepUsers: 1, spawnRate: 1, timeLimit: 1 }).name).toBe(
    'Mine',
  );
});
