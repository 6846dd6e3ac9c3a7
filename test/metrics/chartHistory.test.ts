import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChartHistory } from '../../src/metrics/chartHistory.ts';
import { EntryTotals } from '../../src/metrics/entryTotals.ts';
import { addHeat, HEAT_BOUNDS, heatOf } from '../../src/metrics/heat.ts';
import { Histogram } from '../../src/metrics/histogram.ts';

const times = (...values: number[]) => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.toDelta();
};

test('bounded however long the run; all of it is there, the last minute by seconds, the rest evenly', () => {
  const history = new ChartHistory();
  const entry = new EntryTotals('GET', '/');
  for (let second = 1; second <= 36_000; second++) {
    if (second % 3 === 0) history.add(entry, 2, 1, times(1000, 5000));
    history.observe(second * 1000, second, 0);
  }
  const { columns } = history;
  expect(columns.length).toBeGreaterThan(140);
  expect(columns.length).toBeLessThanOrEqual(240);
  expect(columns.reduce((sum, { span }) => sum + span, 0)).toBe(36_000_000);
  expect(columns.slice(-60).every(({ span }) => span === 1000)).toBe(true);
  const coarse = columns.slice(0, -61).map(({ span }) => span);
  expect(new Set(coarse)).toEqual(new Set([256_000]));
  columns.reduce((before, { time, span }) => {
    expect(time - span).toBe(before);
    return time;
  }, 0);
  const cells = columns.flatMap(({ cells }) => cells.get(entry) ?? []);
  expect(cells.reduce((sum, { requests }) => sum + requests, 0)).toBe(24_000);
  expect(cells.reduce((sum, { failures }) => sum + failures, 0)).toBe(12_000);
  const [first] = cells;
  const places = [1, 5].map((ms) => HEAT_BOUNDS.indexOf(ms));
  expect(first?.heat).toEqual([places[0], first!.requests / 2, places[1], first!.requests / 2]);
});

test('columns add up and touch each other, whatever the bounds and the length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(200),
      (fine, coarse, n) => {
        const history = new ChartHistory({ fine, coarse });
        const entry = new EntryTotals('GET', '/');
        for (let second = 1; second <= n; second++) {
          history.add(entry, second, 0, times(second));
          history.observe(second * 1000, 0, 0);
        }
        const { columns } = history;
        expect(columns.length).toBeLessThanOrEqual(fine + coarse);
        const begins = columns.map(({ time, span }) => time - span);
        expect([...begins, n * 1000]).toEqual([0, ...columns.map(({ time }) => time)]);
        const requests = columns.map(({ cells }) => cells.get(entry)?.requests ?? 0);
        expect(requests.reduce((a, b) => a + b, 0)).toBe((n * (n + 1)) / 2);
      },
    ),
  );
});

test('of seconds that become one the slowest percentiles stay', () => {
  const history = new ChartHistory({ fine: 1, coarse: 1 });
  const entry = new EntryTotals('GET', '/');
  for (const [second, us] of [1000, 9000, 2000, 3000].entries()) {
    history.add(entry, 1, 0, times(us));
    history.observe((second + 1) * 1000, 0, 0);
  }
  expect(history.columns[0]?.cells.get(entry)).toMatchObject({ p50: 9000, p95: 9000, p99: 9000 });
});

test('what several processes report of a second is one column', () => {
  const history = new ChartHistory();
  const entry = new EntryTotals('GET', '/');
  history.add(entry, 1, 1, times(1000));
  history.add(entry, 2, 0, times(3000, 3000));
  history.observe(1000, 7, 0);
  expect(history.last).toMatchObject({ time: 1000, span: 1000, users: 7 });
  expect(history.last?.cells.get(entry)).toMatchObject({
    requests: 3,
    failures: 1,
    p50: expect.closeTo(3000, -1),
  });
});

test('the moment between the last second and the end of a run is no column of its own', () => {
  const history = new ChartHistory();
  const entry = new EntryTotals('GET', '/');
  history.add(entry, 10, 0, times(1000));
  history.observe(1000, 5, 0);
  history.add(entry, 1, 1, times(2000));
  history.observe(1010, 0, 0);
  expect(history.columns).toHaveLength(1);
  expect(history.last).toMatchObject({ time: 1010, span: 1010, users: 0 });
  expect(history.last?.cells.get(entry)).toMatchObject({ requests: 11, failures: 1 });
});

test('entries past the bound have no history of their own', () => {
  const history = new ChartHistory({ mostEntries: 2 });
  const entries = ['Aggregated', 'a', 'b', 'c'].map((name) => new EntryTotals('', name));
  for (const entry of entries) history.add(entry, 1, 0, times(1));
  expect(entries.map((entry) => history.has(entry))).toEqual([true, true, true, false]);
  history.clear();
  expect(entries.some((entry) => history.has(entry))).toBe(false);
});

test('the heat of a histogram counts each of its values once, below the bound that holds it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 33 })), fc.array(fc.nat(5_000_000)), (a, b) => {
      const sum = (heat: readonly number[]) => heat.reduce((all, n, at) => all + (at % 2 ? n : 0), 0);
      const heat = addHeat(heatOf(times(...a).buckets), heatOf(times(...b).buckets));
      expect(heat).toEqual(heatOf(times(...a, ...b).buckets));
      expect(sum(heat)).toBe(a.length + b.length);
    }),
  );
  const place = (us: number) => HEAT_BOUNDS[heatOf(times(us).buckets)[0]!];
  expect([0, 900, 1100, 10_000, 90_000, 7_000_000].map(place)).toEqual([1, 1, 2, 10, 100, 10_000]);
});
