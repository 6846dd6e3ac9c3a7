import { expect, test } from 'vitest';
import type { ChartPoint, EntryChart } from '../../src/server/stream/wire.ts';
import { heatCells } from '../../src/ui/charts/heat.ts';
import { linePath } from '../../src/ui/charts/linePath.ts';
import { phaseBars } from '../../src/ui/charts/phases.ts';
import { nearest, timeTicks, valueTicks } from '../../src/ui/charts/scale.ts';

test.each([
  [0, [0, 1]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 25, 50, 75, 100]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [1234, [0, 500, 1000, 1500]],
])('the axis of values up to %d has round steps and holds them', (most, ticks) =>
  expect(valueTicks(most)).toEqual(ticks),
);

test('the axis of time has round moments of the local clock', () => {
  const hour = 3_600_000;
  const halfHourOff = 5.5 * hour;
  const ticks = timeTicks(0, 10 * 60_000, 5);
  expect(ticks).toEqual([0, 2, 4, 6, 8, 10].map((minutes) => minutes * 60_000));
  expect(timeTicks(0, 4 * hour, 4, halfHourOff)).toEqual([0.5, 1.5, 2.5, 3.5].map((at) => at * hour));
});

test('the cursor finds the nearest point', () => {
  expect(nearest([], 5)).toBe(-1);
  expect([-5, 4, 6, 99].map((at) => nearest([0, 10, 20], at))).toEqual([0, 0, 1, 2]);
});

test('a line breaks where nothing was measured, and a lone point is a dot', () => {
  const values = [1, 2, null, 3, null];
  const spots = values.map((value, time) => ({ time, value }));
  expect(linePath(spots, { x: (time) => time, y: (value) => value })).toBe(
    'M0.0,1.0L1.0,2.0M3.0,3.0L3.0,3.0',
  );
});

test('the heat map counts answers per second, and knows which buckets it needs', () => {
  const column = (time: number, span: number, heat: readonly number[]): ChartPoint => ({
    time,
    span,
    heat,
    rps: 0,
    failuresPerSecond: 0,
    p50: null,
    p95: null,
    p99: null,
    users: 0,
  });
  const { cells, lowest, highest, most } = heatCells(
    [column(1000, 1000, [20, 6]), column(3000, 2000, [10, 8, 40, 2, 99, 5])],
    [5, 10, 20, 40, 80],
  );
  expect([lowest, highest]).toEqual([1, 3]);
  expect(cells).toContainEqual({ from: 1000, to: 3000, bucket: 1, perSecond: 4 });
  expect(cells).toHaveLength(3);
  expect(most).toBe(4);
  expect(heatCells([], [5, 10])).toEqual({ cells: [], lowest: 0, highest: 0, most: 0 });
});

test('one moment of many answers does not pale the rest of the heat map', () => {
  const bare = { rps: 0, failuresPerSecond: 0, p50: null, p95: null, p99: null, users: 0, span: 1000 };
  const points = Array.from({ length: 200 }, (_, index) => ({
    ...bare,
    time: index * 1000,
    heat: [10, index === 0 ? 5000 : 10],
  }));
  expect(heatCells(points, [10]).most).toBe(10);
});

test('bars hold the mean of each phase, the slowest entry first, and none without requests', () => {
  const entry = (name: string, requests: number, waiting: number): EntryChart => ({
    key: `GET\t${name}`,
    method: 'GET',
    name,
    points: [],
    phases: {
      blocked: 0,
      connecting: requests,
      tls: 0,
      sending: 0,
      waiting,
      receiving: 2 * requests,
      requests,
    },
  });
  expect(phaseBars([entry('/quick', 10, 50), entry('/never', 0, 0), entry('/slow', 2, 80)])).toEqual([
    { key: 'GET\t/slow', means: [0, 1, 0, 0, 40, 2], total: 43 },
    { key: 'GET\t/quick', means: [0, 1, 0, 0, 5, 2], total: 8 },
  ]);
});
