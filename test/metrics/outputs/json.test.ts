import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exceptionsReport, requestsReport } from '../../../src/metrics/outputs/json.ts';
import { failureOf, measuring, NOON, sampleOf } from '../samples.ts';

/** Recorded from Locust 2.46, cut to one row and one error. */
const locust = JSON.parse(
  readFileSync(new URL('../fixtures/locust-stats-requests.json', import.meta.url), 'utf8'),
);
const ADDED_BY_SERVER = ['state', 'user_count'];
const ROW_EXTRAS = [
  'safe_name',
  'ninetieth_response_time',
  'num_aborted',
  'num_hops',
  'num_reconnects',
  'num_unsent',
  'response_times_us',
  'phases',
];
const EXTRAS = [
  'total_avg_response_time',
  'current_response_time_percentile_50',
  'current_response_time_percentile_95',
];

const keys = (value: object, ...more: string[]) => [...Object.keys(value), ...more].sort();

function measured() {
  const test = measuring();
  test.pass(1000);
  for (let k = 1; k <= 100; k++) test.record(sampleOf({ duration: k * 1000 }));
  test.record(failureOf({ method: 'POST', name: '/cart', duration: 1234, hops: 2 }));
  test.record(sampleOf({ name: '/cart', outcome: 'aborted' }));
  test.pass(0);
  return test;
}

describe('the report of /stats/requests', () => {
  it("has Locust's keys and the ones it adds, no others", () => {
    const { statistics, now } = measured();
    const report = requestsReport(statistics, now());
    expect(keys(report, ...ADDED_BY_SERVER)).toEqual(keys(locust, ...EXTRAS));
    for (const row of report.stats) expect(keys(row)).toEqual(keys(locust.stats[0], ...ROW_EXTRAS));
    expect(keys(report.errors[0]!)).toEqual(keys(locust.errors[0]));
    expect(keys(report.current_response_time_percentiles)).toEqual(
      keys(locust.current_response_time_percentiles),
    );
  });

  it('gives times in whole ms and, apart, in µs', () => {
    const { statistics, now } = measured();
    const { stats } = requestsReport(statistics, now());
    expect(stats[0]).toMatchObject({
      name: '/',
      num_requests: 100,
      min_response_time: 1,
      median_response_time: 50,
      ninetieth_response_time: 90,
      'response_time_percentile_0.95': 95,
      'response_time_percentile_0.99': 99,
      max_response_time: 100,
      avg_response_time: 50.5,
      avg_content_length: 100,
      response_times_us: { min: 1000, max: 100_000 },
      phases: { waiting: { avg: 1.8, max: 1.8 }, tls: { avg: 0, max: 0 } },
    });
  });

  it('ends with the row of all entries, which the totals repeat', () => {
    const { statistics, now } = measured();
    const report = requestsReport(statistics, now());
    expect(report.stats.map((row) => [row.method, row.name, row.num_requests, row.num_aborted])).toEqual([
      ['GET', '/', 100, 0],
      ['GET', '/cart', 0, 1],
      ['POST', '/cart', 1, 0],
      ['', 'Aggregated', 101, 1],
    ]);
    const aggregated = report.stats.at(-1)!;
    expect(report).toMatchObject({
      current_rps: aggregated.current_rps,
      total_rps: 101,
      total_fail_per_sec: 1,
      fail_ratio: 1 / 101,
      total_avg_response_time: aggregated.avg_response_time,
      current_response_time_percentiles: { 'response_time_percentile_0.5': 50 },
      current_response_time_percentile_50: 50,
      current_response_time_percentile_95: 95,
    });
  });

  it('gives times of errors in seconds', () => {
    const { statistics, now } = measured();
    expect(requestsReport(statistics, now()).errors).toEqual([
      {
        method: 'POST',
        name: '/cart',
        error: 'HTTPError(500)',
        occurrences: 1,
        first_seen: NOON / 1000 + 1,
        last_seen: NOON / 1000 + 1,
      },
    ]);
  });

  it('names the configured percentiles', () => {
    const { statistics, now } = measured();
    const report = requestsReport(statistics, now(), {
      percentilesToStatistics: [0.9, 0.999],
      percentilesToChart: [0.75],
    });
    expect(report.stats[0]).toMatchObject({
      'response_time_percentile_0.9': 90,
      'response_time_percentile_0.999': 100,
    });
    expect(Object.keys(report.current_response_time_percentiles)).toEqual(['response_time_percentile_0.75']);
  });

  it('holds at most 500 rows and 500 errors, and still all of them in total', () => {
    const { statistics, record, pass, now } = measuring();
    for (let page = 0; page < 700; page++) record(failureOf({ name: `/${page}` }));
    pass(1000);
    const { stats, errors } = requestsReport(statistics, now());
    expect([stats.length, errors.length, stats.at(-1)!.num_requests]).toEqual([501, 500, 700]);
  });

  it('never holds null, NaN or Infinity, the current percentiles aside', () => {
    const { statistics, record, pass, now } = measuring();
    const check = () => {
      const report = requestsReport(statistics, now());
      JSON.stringify(report, (key, value) => {
        if (key.startsWith('current_response_time_percentile')) return undefined;
        if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite, key);
        expect(value).not.toBeNull();
        return value;
      });
      return report;
    };
    expect(check().current_response_time_percentiles).toEqual({
      'response_time_percentile_0.5': null,
      'response_time_percentile_0.95': null,
    });
    record(sampleOf({ duration: 0 }), sampleOf({ duration: Number.NaN, name: '/odd' }));
    pass(0);
    check();
    record(sampleOf({ duration: Number.POSITIVE_INFINITY, name: '/odd', outcome: 'aborted' }));
    pass(1000);
    check();
    statistics.reset(now());
    check();
  });

  it('escapes hostile names for those who put them into HTML', () => {
    const { statistics, record, pass, now } = measuring();
    record(sampleOf({ name: `<img src=x onerror="a('&')">` }));
    pass(1000);
    expect(requestsReport(statistics, now()).stats[0]).toMatchObject({
      name: `<img src=x onerror="a('&')">`,
      safe_name: '&lt;img src=x onerror=&quot;a(&#x27;&amp;&#x27;)&quot;&gt;',
    });
  });
});

describe('the report of /exceptions', () => {
  it('counts exceptions and names the processes they came from', () => {
    const { recorder, statistics, now } = measuring();
    for (const node of ['a', 'b']) {
      recorder.recordException({ userClass: 'U', task: 't', message: 'm', traceback: 'at x', at: NOON });
      statistics.apply(recorder.drain(), now(), node);
    }
    expect(exceptionsReport(statistics)).toEqual({
      exceptions: [{ count: 2, msg: 'm', traceback: 'at x', nodes: 'a, b' }],
    });
  });
});
