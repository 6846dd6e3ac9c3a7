import { expect, test } from 'vitest';
import { describeStop, type StopReason } from '../../src/domain/stopReason.ts';

test('every reason has a sentence of its own that a person can read', () => {
  const all = { user: 1, runTime: 1, shape: 1, replaced: 1, shutdown: 1, failed: 1 } satisfies Record<
    StopReason,
    1
  >;
  const sentences = (Object.keys(all) as StopReason[]).map(describeStop);
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[a-z]+( [a-z]+)+$/);
});
