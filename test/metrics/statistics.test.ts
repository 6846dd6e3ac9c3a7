import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeDelta, encodeDelta } from '../../src/metrics/deltaCodec.ts';
import { Statistics } from '../../src/metrics/statistics.ts';
import { failureOf, measuring, NOON, sampleOf } from './samples.ts';

describe('the statistics of a test', () => {
  it('count exactly what was recorded, over whatever drains and encodings', () => {
    const outcomes = fc.array(fc.constantFrom('passed', 'failed', 'aborted', 'drain'), { maxLength: 400 });
    fc.assert(
      fc.property(outcomes, (steps) => {
        const { recorder, statistics, record, now } = measuring();
        const carry = () => statistics.apply(decodeDelta(encodeDelta(recorder.drain())), now());
        for (const [index, step] of steps.entries()) {
          const sample = { name: `/${index % 7}`, bytes: index };
          if (step === 'drain') carry();
          else if (step === 'failed') record(failureOf(sample));
          else record(sampleOf({ ...sample, outcome: step as 'passed' }));
        }
        carry();
        const of = (...wanted: string[]) => steps.filter((step) => wanted.includes(step)).length;
        const sum = (key: 'requests' | 'failures' | 'aborted') =>
          statistics.entries().reduce((total, entry) => total + entry[key], 0);
        expect([sum('requests'), sum('failures'), sum('aborted')]).toEqual([
          of('passed', 'failed'),
          of('failed'),
          of('aborted'),
        ]);
        const { requests, failures, aborted, hops, histogram } = statistics.total;
        expect({ requests, failures, aborted, hops, timed: histogram.count }).toEqual({
          requests: of('passed', 'failed'),
          failures: of('failed'),
          aborted: of('aborted'),
          hops: of('passed', 'failed', 'aborted'),
          timed: of('passed', 'failed'),
        });
        expect(statistics.failures.reduce((total, each) => total + each.occurrences, 0)).toBe(of('failed'));
      }),
      { numRuns: 30 },
    );
  });

  it('keep the rows and zero the numbers on a reset', () => {
    const { recorder, statistics, record, pass, now } = measuring();
    record(sampleOf(), failureOf({ name: '/cart' }));
    recorder.recordException({ userClass: 'U', task: 't', message: 'm', traceback: 't', at: NOON });
    pass(1000);
    statistics.reset(now());
    expect(statistics.entries().map((each) => [each.name, each.requests, each.failures])).toEqual([
      ['/', 0, 0],
      ['/cart', 0, 0],
    ]);
    expect(statistics.total.requests).toBe(0);
    expect(statistics.failures).toEqual([]);
    expect(statistics.exceptions).toEqual([]);
    expect(statistics.lastRequestAt).toBeNull();
    expect(statistics.startedAt).toBe(now());
    expect(statistics.recentPercentiles(statistics.total, now(), [0.5])).toBeNull();
  });

  it('have no rows when a new run starts', () => {
    const { statistics, record, pass, now } = measuring();
    record(sampleOf());
    pass(1000);
    statistics.start(now());
    expect(statistics.entries()).toEqual([]);
    expect(statistics.total.requests).toBe(0);
  });

  it('list their rows by name, then method', () => {
    const { statistics, record, pass } = measuring();
    for (const [method, name] of [
      ['POST', '/b'],
      ['POST', '/a'],
      ['GET', '/b'],
    ] as const) {
      record(sampleOf({ method, name }));
    }
    pass(1000);
    expect(statistics.entries().map((each) => `${each.method} ${each.name}`)).toEqual([
      'POST /a',
      'GET /b',
      'POST /b',
    ]);
  });

  it('fold names of many processes past the bound into one row, said once', () => {
    const log = vi.fn();
    const { recorder, statistics, record, pass } = measuring({}, { bounds: { maxEntries: 2 }, log });
    for (let round = 0; round < 3; round++) {
      for (let page = 0; page < 5; page++) record(failureOf({ name: `/${page}` }));
      pass(1000);
    }
    expect(recorder.drain().entries).toEqual([]);
    expect(statistics.entries().map((each) => [each.method, each.name, each.requests])).toEqual([
      ['', '(other)', 9],
      ['GET', '/0', 3],
      ['GET', '/1', 3],
    ]);
    expect(statistics.failures.map((each) => [each.name, each.occurrences])).toEqual([
      ['/0', 3],
      ['/1', 3],
      ['(other)', 9],
    ]);
    expect(log).toHaveBeenCalledOnce();
  });

  it('average over the run up to the last request', () => {
    const { statistics, record, pass, now } = measuring();
    for (let second = 0; second < 20; second++) {
      pass(1000);
      record(sampleOf(), failureOf());
      pass(0);
    }
    pass(60_000);
    expect(statistics.rates(statistics.total, now())).toMatchObject({
      currentRps: 0,
      totalRps: 2,
      totalFailuresPerSecond: 1,
    });
  });

  it('give a steady current rate although reports come early and late', () => {
    const { statistics, record, pass, now } = measuring();
    for (let report = 0; report < 60; report++) {
      // 100 requests a second, reported after 990, 1,010, 990, … ms
      const ms = report % 2 === 0 ? 990 : 1010;
      for (let k = 0; k < ms / 10; k++) record(sampleOf());
      pass(ms);
      if (report > 1) expect(statistics.rates(statistics.total, now()).currentRps).toBeCloseTo(100, 0);
    }
  });

  it('divide by no less than a second at the start', () => {
    const { statistics, record, pass, now } = measuring();
    for (let k = 0; k < 10; k++) record(sampleOf());
    pass(100);
    expect(statistics.rates(statistics.total, now()).currentRps).toBe(10);
    pass(1400);
    expect(statistics.rates(statistics.total, now()).currentRps).toBeCloseTo(10 / 1.5);
  });

  it('tell the percentiles of the last ten seconds from those of the run', () => {
    const { statistics, record, pass, now } = measuring();
    for (let k = 0; k < 100; k++) record(sampleOf({ duration: 500_000 }));
    pass(1000);
    for (let second = 0; second < 12; second++) {
      record(sampleOf({ duration: 1000 }));
      pass(1000);
    }
    expect(statistics.recentPercentiles(statistics.total, now(), [0.5, 0.95])).toEqual([1000, 1000]);
    expect(statistics.total.histogram.percentile(0.95)).toBe(500_000);
    pass(30_000);
    expect(statistics.recentPercentiles(statistics.total, now(), [0.5])).toBeNull();
  });

  it('move the times of a process whose clock is off', () => {
    const { recorder, record } = measuring();
    const statistics = new Statistics();
    const here = NOON + 3_600_000;
    statistics.start(here - 1000);
    record(failureOf());
    statistics.apply(recorder.drain(), here, 'worker-1');
    expect(statistics.lastRequestAt).toBe(here);
    expect(statistics.failures).toMatchObject([{ first: here, last: here }]);
  });

  it('name the processes that an exception came from', () => {
    const { recorder, statistics, now } = measuring();
    for (const node of ['a', 'b', 'a']) {
      recorder.recordException({ userClass: 'U', task: 't', message: 'm', traceback: 't', at: NOON });
      statistics.apply(recorder.drain(), now(), node);
    }
    expect(statistics.exceptions).toMatchObject([{ message: 'm', count: 3, nodes: new Set(['a', 'b']) }]);
  });

  it('hold their memory with 2,000 rows', () => {
    const { statistics, record, pass } = measuring();
    const round = () => {
      for (let page = 0; page < 2500; page++)
        record(failureOf({ name: `/page/${page}`, duration: page * 997 }));
      pass(1000);
    };
    const used = () => process.memoryUsage().arrayBuffers;
    for (let k = 0; k < 3; k++) round();
    const before = used();
    for (let k = 0; k < 20; k++) round();
    expect(statistics.entries()).toHaveLength(2001);
    expect(used() - before).toBeLessThan(2e6);
    expect(statistics.failures.length).toBeLessThanOrEqual(2001);
  });
});
