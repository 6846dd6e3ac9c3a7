import { expect, test } from 'vitest';
import {
  bytesText,
  entryText,
  rateText,
  shareText,
  spanText,
  timeText,
  wholeText,
} from '../../src/ui/data/formats.ts';

test.each([
  [0, '0'],
  [0.25, '0.25'],
  [0.997, '1.0'],
  [3.44, '3.4'],
  [118.4, '118'],
  [12_345, '12,345'],
])('a rate of %d is shown as %s', (rate, text) => expect(rateText(rate)).toBe(text));

test.each([
  [null, '–'],
  [0, '0 ms'],
  [0.42, '0.4 ms'],
  [38.2, '38 ms'],
  [1250, '1.25 s'],
  [61_000, '61.0 s'],
])('a time of %s ms is shown as %s', (ms, text) => expect(timeText(ms)).toBe(text));

test.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [80 * 60_000, '1 h 20 min'],
  [3_600_000 + 5000, '1 h'],
  [90_061_000, '1 d 1 h'],
])('a span of %d ms is shown as %s', (ms, text) => expect(spanText(ms)).toBe(text));

test.each([
  [0, '0 %'],
  [0.004, '0.4 %'],
  [1, '100 %'],
])('a share of %d is shown as %s', (share, text) => expect(shareText(share)).toBe(text));

test('counts, sizes and entries are shown for people', () => {
  expect(wholeText(1_234_567)).toBe('1,234,567');
  expect([0, 512, 1536, 5 * 1024 ** 2].map(bytesText)).toEqual(['0 B', '512 B', '1.5 KB', '5.0 MB']);
  expect(entryText('GET\t/cart')).toBe('GET /cart');
  expect(entryText('\tAggregated')).toBe('Aggregated');
});
