import { expect, test } from 'vitest';
import { median, rowsOf, tableOf } from './stats.ts';

test('a table of clients has medians, and ratios within each round', () => {
  const rounds = new Map([
    ['ours', [100, 200, 300].map((rate, index) => ({ rate, cpuUs: [10, 10, 20][index] ?? 0 }))],
    ['other', [50, 200, 100].map((rate) => ({ rate, cpuUs: 20 }))],
  ]);
  const [ours, other] = rowsOf(rounds, 'ours');
  expect(ours).toMatchObject({ rate: 200, lowest: 100, highest: 300, cpuUs: 10, faster: 1, cheaper: 1 });
  expect(other).toMatchObject({ rate: 100, faster: 2, cheaper: 2 });
  expect(tableOf([other!])).toContain('| other | 100 (50 to 200) | 20.0 | 2.00 | 2.00 |');
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
