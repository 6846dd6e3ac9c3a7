import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delta, emptyDelta, mergeDeltas } from '../../src/metrics/delta.ts';
import { decodeDelta, encodeDelta, encodeInParts } from '../../src/metrics/deltaCodec.ts';
import { Histogram } from '../../src/metrics/histogram.ts';

const count = fc.nat();
const time = fc.double({ min: 0, max: 2e12, noNaN: true }).map((value) => value + 0);
const phases = fc.array(time, { minLength: 6, maxLength: 6 });
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const histogram = fc.array(fc.nat(), { maxLength: 50 }).map((values) => {
  const made = new Histogram();
  for (const value of values) made.record(value);
  return made.toDelta();
});
const entry = fc.record({
  method: text,
  name: text,
  requests: count,
  failures: count,
  aborted: count,
  hops: count,
  reconnects: count,
  unsent: count,
  bytes: fc.maxSafeNat(),
  histogram,
  fromIntended: fc.option(
    histogram.filter(({ count }) => count > 0),
    { nil: undefined },
  ),
  phaseSums: phases,
  phaseMaxima: phases,
  lastAt: time,
});
const failure = fc.record({
  method: text,
  name: text,
  error: text,
  occurrences: count,
  first: time,
  last: time,
});
const exception = fc.record({ message: text, traceback: text, count, first: time, last: time });
const delta: fc.Arbitrary<Delta> = fc.record({
  drainedAt: time,
  span: time,
  entries: fc.array(entry, { maxLength: 5 }),
  failures: fc.array(failure, { maxLength: 5 }),
  exceptions: fc.array(exception, { maxLength: 5 }),
});

describe('the codec of deltas', () => {
  it('gives back what it encoded', () => {
    fc.assert(
      fc.property(delta, (value) => {
        expect(decodeDelta(encodeDelta(value))).toEqual(value);
      }),
    );
  });

  it('comes in parts of a size at most, which together are the whole', () => {
    fc.assert(
      fc.property(delta, fc.integer({ min: 50, max: 2000 }), (value, most) => {
        const parts = encodeInParts(value, most).map((part) => decodeDelta(part));
        expect(parts.flatMap(({ entries }) => entries)).toEqual(value.entries);
        expect(parts.flatMap(({ failures }) => failures)).toEqual(value.failures);
        expect(parts.flatMap(({ exceptions }) => exceptions)).toEqual(value.exceptions);
        for (const part of parts) {
          expect([part.drainedAt, part.span]).toEqual([value.drainedAt, value.span]);
          const rows = part.entries.length + part.failures.length + part.exceptions.length;
          if (rows > 1) expect(encodeDelta(part).length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('is one part where that is small enough', () => {
    expect(encodeInParts(emptyDelta, 100)).toEqual([encodeDelta(emptyDelta)]);
  });

  it('refuses bytes that were cut off, and bytes too many', () => {
    fc.assert(
      fc.property(delta, fc.nat(), (value, cut) => {
        const bytes = encodeDelta(value);
        const refusal = expect.objectContaining({ code: 'metrics.badDelta' });
        expect(() => decodeDelta(bytes.subarray(0, cut % bytes.length))).toThrow(refusal);
        expect(() => decodeDelta(new Uint8Array([...bytes, 0]))).toThrow(refusal);
      }),
    );
  });

  it('never fails on hostile bytes but with its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeDelta(new Uint8Array([1, ...bytes]));
        } catch (error) {
          expect(error).toMatchObject({ code: 'metrics.badDelta' });
        }
      }),
    );
  });
});

describe('merging deltas', () => {
  it('adds up counts whatever the order', () => {
    const sum = (value: Delta): number[] => [
      value.entries.reduce((total, each) => total + each.requests, 0),
      value.entries.reduce((total, each) => total + each.histogram.count, 0),
      value.failures.reduce((total, each) => total + each.occurrences, 0),
      value.exceptions.reduce((total, each) => total + each.count, 0),
    ];
    fc.assert(
      fc.property(delta, delta, (a, b) => {
        const added = sum(a).map((value, index) => value + sum(b)[index]!);
        expect(sum(mergeDeltas(a, b))).toEqual(added);
        expect(sum(mergeDeltas(b, a))).toEqual(added);
      }),
    );
  });

  it('makes one row of an entry that both have', () => {
    const one: Delta = {
      ...emptyDelta,
      failures: [{ method: 'GET', name: '/', error: 'no', occurrences: 2, first: 5, last: 9 }],
    };
    const other: Delta = {
      ...emptyDelta,
      failures: [{ method: 'GET', name: '/', error: 'no', occurrences: 1, first: 3, last: 4 }],
    };
    expect(mergeDeltas(one, other).failures).toEqual([
      { method: 'GET', name: '/', error: 'no', occurrences: 3, first: 3, last: 9 },
    ]);
  });
});
