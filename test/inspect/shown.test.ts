import { expect, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { shown } from '../../src/inspect/shown.ts';
import { maskSecrets } from '../../src/logging/maskSecrets.ts';
import { textMask } from '../../src/logging/maskText.ts';

const mask = (value: unknown): unknown => maskSecrets(value, textMask(['hush-hush']));

test('secrets are masked by their names and wherever they stand, be it where a text is cut', () => {
  const long = `${'x'.repeat(295)}hush-hush`;
  expect(shown({ password: 'a', note: 'it is hush-hush', long }, mask)).toEqual({
    password: '***',
    note: 'it is ***',
    long: `${'x'.repeat(295)}***`,
  });
  expect(shown(`https://ada:secret@shop.test/?token=abc`, mask)).toBe('https://***@shop.test/?token=***');
});

test('what is deep, long or large is cut short', () => {
  const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
  expect(JSON.stringify(shown(deep, mask))).toBe('{"a":{"b":{"c":{"d":{"e":"{…}"}}}}}');
  expect(shown('y'.repeat(1000), mask)).toHaveLength(301);
  expect(
    shown(
      Array.from({ length: 100 }, (_, item) => item),
      mask,
    ),
  ).toHaveLength(31);
  const wide = (depth: number): unknown =>
    depth === 0
      ? 'leaf'
      : Object.fromEntries(Array.from({ length: 30 }, (_, key) => [`k${key}`, wide(depth - 1)]));
  expect(JSON.stringify(shown(wide(4), mask)).length).toBeLessThan(1_500_000);
});

test('actors are told by their ids, and what goes round in circles ends', () => {
  const actor = createActor(
    fromPromise(async () => 1),
    { id: 'worker' },
  );
  const round: Record<string, unknown> = { actor, call: () => 1 };
  round.self = round;
  expect(shown(round, mask)).toMatchObject({ actor: '[actor worker]' });
  expect(JSON.stringify(shown(round, mask)).length).toBeLessThan(1000);
});
