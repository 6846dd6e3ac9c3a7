import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepDueAt, stepsDue } from '../../src/domain/dispatch.ts';

test.each([
  { rate: 0.5, elapsed: 0, due: 1 },
  { rate: 0.5, elapsed: 1999, due: 1 },
  { rate: 0.5, elapsed: 2000, due: 2 },
  { rate: 0.01, elapsed: 99_000, due: 1 },
  { rate: 1, elapsed: 3000, due: 4 },
  { rate: 3, elapsed: 1000, due: 4 },
  { rate: 500, elapsed: 10, due: 6 },
  { rate: 500, elapsed: 1000, due: 501 },
  { rate: 10, elapsed: -1, due: 0 },
])('after $elapsed ms at $rate/s, $due are due', ({ rate, elapsed, due }) => {
  expect(stepsDue(elapsed, rate)).toBe(due);
});

test('a step is due from its moment on, and no earlier', () => {
  const rate = fc.double({ min: 0.01, max: 2000, noNaN: true });
  fc.assert(
    fc.property(fc.nat(100_000), rate, (index, perSecond) => {
      const at = stepDueAt(index, perSecond);
      expect(stepsDue(at, perSecond)).toBe(index + 1);
      expect(stepsDue(at - 1.1 / perSecond - 0.01, perSecond)).toBeLessThanOrEqual(index + 1);
    }),
  );
});

test('users are spread over each second: every tenth of it has its tenth', () => {
  for (let tenth = 0; tenth < 50; tenth++) {
    const inTenth = stepsDue((tenth + 1) * 100 - 0.5, 50) - stepsDue(tenth * 100 - 0.5, 50);
    expect(inTenth).toBe(5);
  }
});

test('without a bound everyone is due at once', () => {
  expect(stepsDue(0, Number.POSITIVE_INFINITY)).toBeGreaterThan(1e9);
  expect(stepDueAt(1_000_000, Number.POSITIVE_INFINITY)).toBe(0);
});
