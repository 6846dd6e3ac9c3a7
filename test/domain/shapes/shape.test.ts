import { expect, test } from 'vitest';
import { shape } from '../../../src/domain/shapes/shape.ts';

test('a function becomes a shape with its name, and says more where it can', () => {
  const tick = (seconds: number) => (seconds > 3 ? null : { users: 1, spawnRate: 1 });
  expect(shape('Mine', tick)).toEqual({ name: 'Mine', tick });
  const more = { nextChangeAt: () => 3, userClasses: ['Buyer'] };
  expect(shape('Mine', tick, more)).toEqual({ name: 'Mine', tick, ...more });
});

test('one without a name or a function is refused', () => {
  expect(() => shape('', () => null)).toThrow('name must be a name, not ""');
  expect(() => shape('Mine', undefined as never)).toThrow('tick must be a function');
});
