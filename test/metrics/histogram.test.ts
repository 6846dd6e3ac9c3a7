import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, bucketOf, HIGHEST, middleOf } from '../../src/metrics/buckets.ts';
import { addHistograms, Histogram } from '../../src/metrics/histogram.ts';

const duration = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: HIGHEST }));
const durations = fc.array(duration, { maxLength: 300 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('a histogram', () => {
  it('puts every value into a bucket whose middle is at most 0.4 % away', () => {
    fc.assert(
      fc.property(duration, (value) => {
        const bucket = bucketOf(value);
        expect(bucket).toBeLessThan(BUCKETS);
        expect(Math.abs(middleOf(bucket) - value)).toBeLessThanOrEqual(value / 256);
      }),
    );
  });

  it('numbers its buckets without a gap from 0 µs to 71 minutes', () => {
    expect([0, 255, 256, 257, 258, 511, 512, HIGHEST].map(bucketOf)).toEqual([
      0, 255, 256, 256, 257, 383, 384, 3327,
    ]);
  });

  it('gives percentiles within 1 % of the nearest rank', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), share, (values, q) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)]!;
        expect(Math.abs(histogramOf(values).percentile(q) - exact)).toBeLessThanOrEqual(exact * 0.01);
      }),
    );
  });

  it('keeps count, sum, least and greatest exactly', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1 }), (values) => {
        const { count, sum, min, max } = histogramOf(values);
        expect({ count, sum, min, max }).toEqual({
          count: values.length,
          sum: values.reduce((a, b) => a + b, 0),
          min: Math.min(...values),
          max: Math.max(...values),
        });
      }),
    );
  });

  it('merges to what recording everything in one gives', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const both = histogramOf([...a, ...b]).toDelta();
        const merged = histogramOf(a);
        merged.merge(histogramOf(b));
        expect(merged.toDelta()).toEqual(both);
        expect(addHistograms(histogramOf(a).toDelta(), histogramOf(b).toDelta())).toEqual(both);
      }),
    );
  });

  it('starts afresh when it is cleared', () => {
    fc.assert(
      fc.property(durations, durations, (before, after) => {
        const histogram = histogramOf(before);
        histogram.clear();
        for (const value of after) histogram.record(value);
        expect(histogram.toDelta()).toEqual(histogramOf(after).toDelta());
      }),
    );
  });

  it('counts cumulatively up to each bound, all of them up to infinity', () => {
    const histogram = histogramOf([100, 200, 200, 5000, 70_000]);
    expect(histogram.cumulative([50, 200, 10_000, Number.POSITIVE_INFINITY])).toEqual([0, 3, 4, 5]);
  });

  it.each([
    ['not a number', Number.NaN, 0],
    ['below 0', -5, 0],
    ['a fraction', 1.6, 2],
    ['two hours', 7.2e9, 7.2e9],
    ['endless', Number.POSITIVE_INFINITY, HIGHEST],
  ])('takes a duration that is %s', (_, value, counted) => {
    const histogram = histogramOf([value]);
    expect(histogram.toDelta()).toMatchObject({ count: 1, sum: counted, min: counted, max: counted });
    expect(histogram.percentile(0.5)).toBe(counted);
  });

  it('answers 0 to everything while it is empty', () => {
    const histogram = new Histogram();
    expect([histogram.min, histogram.max, histogram.mean, histogram.percentile(0.99)]).toEqual([0, 0, 0, 0]);
  });
});
