import { expect, test } from 'vitest';
import {
  between,
  constant,
  constantPacing,
  constantThroughput,
  customWait,
  noWait,
} from '../../src/domain/pacing.ts';
import { seededRandom } from '../../src/domain/random.ts';

const input = { random: seededRandom('pacing'), taskStartedAt: 10_000, now: 10_400 };

test.each([
  ['no wait', noWait, 0],
  ['a constant wait', constant('2s'), 2000],
  ["one's own wait in ms", customWait(() => 123), 123],
  ["one's own wait as a text", customWait(() => '1m'), 60_000],
  ['a pacing, less what the task took', constantPacing('1s'), 600],
  ['a throughput, less what the task took', constantThroughput(0.5), 1600],
  ['a pacing shorter than the task', constantPacing(300), 0],
])('%s', (_what, waitTime, ms) => {
  expect(waitTime.next(input)).toBe(ms);
});

test('a wait between two bounds is uniform: each tenth of its width is as likely', () => {
  const wait = between('1s', '10s');
  const draws = 20_000;
  const tenths = Array<number>(10).fill(0);
  for (let draw = 0; draw < draws; draw++) tenths[Math.floor((wait.next(input) - 1000) / 900)]!++;
  const chiSquare = tenths.reduce((sum, seen) => sum + (seen - draws / 10) ** 2 / (draws / 10), 0);
  // 9 degrees of freedom: 27.9 is passed by chance once in a thousand.
  expect(chiSquare).toBeLessThan(27.9);
});

test('a wait between equal bounds is constant', () => {
  expect(between(500, '0.5s').next(input)).toBe(500);
});

test.each([
  ['bounds the wrong way round', () => between('10s', '1s'), 'wait.invalid'],
  ['a throughput of 0', () => constantThroughput(0), 'wait.invalid'],
  ['a throughput below 0', () => constantThroughput(-1), 'wait.invalid'],
  ['a throughput without a bound', () => constantThroughput(Number.POSITIVE_INFINITY), 'wait.invalid'],
  ['a throughput that is no number', () => constantThroughput(Number.NaN), 'wait.invalid'],
  ['a constant below 0', () => constant(-1), 'duration.invalid'],
  ['a text that is no duration', () => constantPacing('soon'), 'duration.invalid'],
])('%s is refused where it is written', (_what, make, code) => {
  expect(make).toThrow(expect.objectContaining({ code }));
});
