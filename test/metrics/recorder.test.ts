import { describe, expect, it, vi } from 'vitest';
import { failureOf, measuring, NOON, sampleOf } from './samples.ts';

describe('a recorder', () => {
  it('drains only what came since the last drain', () => {
    const { recorder, record } = measuring();
    record(sampleOf(), sampleOf({ name: '/cart' }));
    expect(recorder.drain().entries.map((each) => each.name)).toEqual(['/', '/cart']);
    record(sampleOf({ name: '/cart', bytes: 7 }));
    expect(recorder.drain().entries).toMatchObject([{ name: '/cart', requests: 1, bytes: 7 }]);
    expect(recorder.drain()).toMatchObject({ entries: [], failures: [], exceptions: [] });
  });

  it('keeps methods of one name apart', () => {
    const { recorder, record } = measuring();
    record(sampleOf({ method: 'GET' }), sampleOf({ method: 'POST' }), sampleOf({ method: 'POST' }));
    expect(recorder.drain().entries).toMatchObject([
      { method: 'GET', requests: 1 },
      { method: 'POST', requests: 2 },
    ]);
  });

  it('counts an aborted request only as aborted, and the answers it had', () => {
    const { recorder, record } = measuring();
    record(sampleOf({ outcome: 'aborted', hops: 2, bytes: 50 }));
    expect(recorder.drain().entries).toMatchObject([
      { requests: 0, failures: 0, aborted: 1, hops: 2, bytes: 0, lastAt: 0, histogram: { count: 0 } },
    ]);
  });

  it('counts a failed request among the requests, and whether it ever left', () => {
    const { recorder, record } = measuring();
    record(failureOf(), failureOf({ sent: false, error: 'ECONNREFUSED', hops: 0 }), sampleOf());
    const delta = recorder.drain();
    expect(delta.entries).toMatchObject([{ requests: 3, failures: 2, unsent: 1, hops: 2 }]);
    expect(delta.failures.map(({ error, occurrences }) => [error, occurrences])).toEqual([
      ['HTTPError(500)', 1],
      ['ECONNREFUSED', 1],
    ]);
  });

  it('sums phases and keeps the longest of each', () => {
    const { recorder, record } = measuring();
    const phases = { blocked: 0, connecting: 5, tls: 0, sending: 1, waiting: 10, receiving: 2 };
    record(sampleOf({ phases }), sampleOf({ phases: { ...phases, waiting: 30, tls: Number.NaN } }));
    expect(recorder.drain().entries[0]).toMatchObject({
      phaseSums: [0, 10, 0, 2, 40, 4],
      phaseMaxima: [0, 5, 0, 1, 30, 2],
    });
  });

  it('counts from every intended start, left-out ones included, and the wait for a connection with it', () => {
    const { recorder } = measuring();
    const phases = { ...sampleOf().phases, blocked: 500 };
    const late = { intendedAt: NOON - 250, interval: 100, skipped: 2 };
    recorder.record(sampleOf({ pacedStart: { intendedAt: NOON, interval: 100, skipped: 0 } }));
    recorder.record(sampleOf({ pacedStart: late, phases }));
    recorder.record(sampleOf());
    const [entry] = recorder.drain().entries;
    expect(entry!.histogram).toMatchObject({ count: 3, sum: 6000, max: 2000 });
    expect(entry!.fromIntended).toMatchObject({
      count: 4,
      sum: 2000 + 252_500 + 152_500 + 52_500,
      min: 2000,
      max: 252_500,
    });
    recorder.record(sampleOf());
    expect(recorder.drain().entries[0]!.fromIntended).toBeUndefined();
  });

  it('takes a timer that fired early for on time', () => {
    const { recorder } = measuring();
    recorder.record(sampleOf({ pacedStart: { intendedAt: NOON + 3, interval: 100, skipped: 0 } }));
    expect(recorder.drain().entries[0]!.fromIntended).toMatchObject({ count: 1, max: 2000 });
  });

  it('folds names past its bound into one entry and says so once', () => {
    const log = vi.fn();
    const { recorder, record } = measuring({ bounds: { maxEntries: 3 }, log });
    for (let round = 0; round < 2; round++) {
      for (let page = 0; page < 10; page++) record(sampleOf({ name: `/${page}`, method: `M${page % 2}` }));
      const { entries } = recorder.drain();
      expect(entries.map((each) => each.name)).toEqual(['/0', '/1', '/2', '(other)']);
      expect(entries.at(-1)).toMatchObject({ method: '', requests: 7 });
    }
    expect(log).toHaveBeenCalledOnce();
    recorder.clear();
    record(sampleOf({ name: '/new' }));
    expect(recorder.drain().entries).toMatchObject([{ name: '/new' }]);
  });

  it('bounds failures that read differently, and their length', () => {
    const { recorder, record } = measuring({ bounds: { maxFailures: 2, maxMessage: 10 } });
    for (let id = 0; id < 6; id++) record(failureOf({ error: `${id} not found: this and that` }));
    expect(recorder.drain().failures.map(({ error, occurrences }) => [error, occurrences])).toEqual([
      ['0 not fou…', 1],
      ['1 not fou…', 1],
      ['(other)', 4],
    ]);
  });

  it('counts exceptions that read alike together, bounded in number and length', () => {
    const { recorder } = measuring({ bounds: { maxExceptions: 1, maxTraceback: 20 } });
    const thrown = (message: string, at: number) =>
      recorder.recordException({ userClass: 'U', task: 't', message, traceback: 'x'.repeat(100), at });
    thrown('a', NOON + 5);
    thrown('a', NOON);
    thrown('b', NOON);
    thrown('c', NOON);
    const { exceptions } = recorder.drain();
    expect(exceptions).toMatchObject([
      { message: 'a', count: 2, first: NOON, last: NOON + 5 },
      { message: '(other)', traceback: '', count: 2 },
    ]);
    expect(exceptions[0]!.traceback).toHaveLength(20);
  });
});
