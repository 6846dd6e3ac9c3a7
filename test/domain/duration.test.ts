import { expect, test } from 'vitest';
import { parseRunTime, toMs } from '../../src/domain/duration.ts';

test.each([
  [0, 0],
  [1.5, 1.5],
  ['500ms', 500],
  ['10s', 10_000],
  ['0.5s', 500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1h20m', 4_800_000],
  ['1m30s', 90_000],
  ['2m5ms', 120_005],
  [' 3s ', 3000],
])('%j is %d ms', (duration, ms) => {
  expect(toMs(duration)).toBe(ms);
});

test.each([
  '',
  ' ',
  '5',
  's',
  '-5s',
  '1e3s',
  '5 s',
  '3s2m',
  '5sec',
  'ten',
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
  undefined,
  {},
  '1ss',
])('%j is no duration, and the error says what is', (duration) => {
  expect(() => toMs(duration as never)).toThrow(
    expect.objectContaining({ code: 'duration.invalid', hint: expect.stringContaining('"10s"') }),
  );
});

test.each([
  ['20', 20],
  ['20s', 20],
  ['3m', 180],
  ['2h', 7200],
  ['1h20m', 4800],
  ['3h30m10s', 12_610],
  [' 90s ', 90],
])('a run time of %j is %d s', (text, seconds) => {
  expect(parseRunTime(text)).toBe(seconds);
});

test.each(['', ' ', '0', '0s', '-3', '1.5h', 'foo', '10x', '1m2h', '1e3', 'ten', '9'.repeat(30)])(
  'a run time of %j is none',
  (text) => {
    expect(parseRunTime(text)).toBeUndefined();
  },
);
