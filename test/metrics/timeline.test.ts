import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Timeline } from '../../src/metrics/timeline.ts';
import { measuring, NOON, sampleOf } from './samples.ts';

const locustItem = JSON.parse(
  readFileSync(new URL('fixtures/locust-history-item.json', import.meta.url), 'utf8'),
);

describe('a timeline', () => {
  it('has a point every five seconds', () => {
    const { statistics, record, pass, now } = measuring();
    const timeline = new Timeline();
    for (let second = 0; second < 21; second++) {
      record(sampleOf({ duration: 10_000 }));
      pass(1000);
      timeline.observe(statistics, second, now());
    }
    expect(timeline.points.map((point) => (point.time - NOON) / 1000)).toEqual([1, 6, 11, 16, 21]);
    expect(timeline.points.at(-1)).toMatchObject({ users: 20, rps: 1, avg: 10 });
  });

  it('keeps a whole day in bounded memory, finest where it is youngest', () => {
    const { statistics, now, pass } = measuring();
    const timeline = new Timeline({ maxPoints: 100 });
    for (let k = 0; k < 24 * 720; k++) {
      pass(5000);
      timeline.observe(statistics, k, now());
    }
    const { points } = timeline;
    expect(points.length).toBeLessThanOrEqual(100);
    expect(points.reduce((sum, point) => sum + point.span, 0)).toBe(24 * 3_600_000);
    expect(points.slice(-20).every((point) => point.span === 5000)).toBe(true);
    expect(points.every((point, at) => at === 0 || point.time - points[at - 1]!.time === point.span)).toBe(
      true,
    );
  });

  it('writes history as Locust does', () => {
    const { statistics, record, pass, now } = measuring();
    const timeline = new Timeline();
    record(sampleOf({ duration: 10_214 }));
    pass(5000);
    timeline.observe(statistics, 20, now());
    const [item] = timeline.history();
    expect(Object.keys(item!).sort()).toEqual(Object.keys(locustItem).sort());
    expect(item).toMatchObject({
      time: '2026-11-23T20:09:05Z',
      user_count: ['2026-11-23T20:09:05Z', 20],
      total_avg_response_time: ['2026-11-23T20:09:05Z', 10.21],
      'response_time_percentile_0.95': ['2026-11-23T20:09:05Z', 10],
    });
  });
});
