import { expect, test } from 'vitest';
import type { ChartPoint, StreamPoint } from '../../src/server/stream/wire.ts';
import { AGGREGATED, appended, columnOf, joined } from '../../src/ui/data/series.ts';

const quiet = { failuresPerSecond: 0, p50: null, p95: null, p99: null };
const column = (time: number, more: Partial<ChartPoint> = {}): ChartPoint => ({
  ...quiet,
  rps: 1,
  time,
  span: 1000,
  users: 1,
  heat: [],
  ...more,
});

test('a day of seconds stays within the bound, its span is whole, and the last minutes are fine', () => {
  let points: readonly ChartPoint[] = [];
  for (let second = 1; second <= 86_400; second++) points = appended(points, column(second * 1000));
  expect(points.length).toBeLessThanOrEqual(600);
  expect(points.reduce((sum, { span }) => sum + span, 0)).toBe(86_400_000);
  expect(points.slice(-200).every(({ span }) => span === 1000)).toBe(true);
  expect(points.every(({ rps }) => Math.abs(rps - 1) < 1e-9)).toBe(true);
});

test('two columns become one with rates by time, the slower percentiles and all of the heat', () => {
  const a = column(1000, { rps: 4, failuresPerSecond: 2, p95: 80, p99: null, users: 3, heat: [10, 4] });
  const b = column(4000, { rps: 8, span: 3000, p95: 40, p99: 90, users: 5, heat: [20, 8] });
  expect(joined(a, b)).toEqual({
    time: 4000,
    span: 4000,
    users: 5,
    rps: 7,
    failuresPerSecond: 0.5,
    p50: null,
    p95: 80,
    p99: 90,
    heat: [10, 4, 20, 8],
  });
});

test('a point that comes twice is drawn once', () => {
  const points = appended([], column(1000));
  expect(appended(points, column(1000))).toBe(points);
});

test('an entry without traffic in a second is drawn as quiet', () => {
  const point: StreamPoint = {
    time: 5000,
    run: 1,
    state: 'running',
    users: 7,
    classes: {},
    entries: { [AGGREGATED]: { rps: 3, failuresPerSecond: 1, p50: 5, p95: 9, p99: 12 } },
    saturated: false,
    progress: null,
  };
  expect(columnOf(point, AGGREGATED)).toMatchObject({ rps: 3, p99: 12, users: 7, span: 1000 });
  expect(columnOf(point, 'GET\t/')).toMatchObject({ ...quiet, rps: 0, users: 7 });
});
