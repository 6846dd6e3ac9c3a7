import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan.ts';
import { errorTable, percentileTable, statsTable } from '../../../src/metrics/outputs/consoleTable.ts';
import { jsonSummary, jsonSummaryText } from '../../../src/metrics/outputs/jsonSummary.ts';
import { runRecord } from '../../../src/metrics/outputs/runRecord.ts';
import { Timeline } from '../../../src/metrics/timeline.ts';
import { failureOf, measuring, NOON, sampleOf } from '../samples.ts';

function measured() {
  const test = measuring();
  for (let k = 0; k < 3; k++) test.record(sampleOf({ duration: 2400 }));
  test.record(failureOf({ method: 'POST', name: '/cart', duration: 12_000 }));
  test.record(sampleOf({ name: '/aborted', outcome: 'aborted' }));
  test.pass(1000);
  return test;
}

describe('the tables of the terminal', () => {
  it('show the statistics as Locust does', () => {
    const { statistics, now } = measured();
    const table = statsTable(statistics, now(), { width: 100 });
    expect(
      table[0]!
        .split(/[\s|]+/)
        .filter(Boolean)
        .join(' '),
    ).toBe('Type Name # reqs # fails Avg Min Max Med req/s failures/s');
    expect(table.find((line) => line.startsWith('POST'))).toMatch(
      /^POST +\/cart +1 +1\(100\.00%\) \| +12 +12 +12 +12 \| +1\.00 +1\.00$/,
    );
    expect(table.at(-2)).toMatch(/ Aggregated +4 +1\(25\.00%\) \|/);
  });

  it('show percentiles and failures', () => {
    const { statistics } = measured();
    expect(percentileTable(statistics).join('\n')).toMatch(/POST +\/cart( +12){11} +1\n/);
    expect(percentileTable(statistics).join('\n')).not.toContain('/aborted');
    expect(errorTable(statistics)).toContain('1                  POST /cart: HTTPError(500)');
    expect(errorTable(measuring().statistics)).toEqual([]);
  });

  it.each([100, 120, 200])('are no wider than %i columns, whatever the names', (width) => {
    const { statistics, record, pass, now } = measuring();
    record(failureOf({ name: `/${'long'.repeat(100)}`, error: 'why '.repeat(200) }));
    pass(1000);
    const lines = [
      ...statsTable(statistics, now(), { width }),
      ...errorTable(statistics, { width }),
      ...(width > 105 ? percentileTable(statistics, { width }) : []),
    ];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('let no name steer the terminal', () => {
    const { statistics, record, pass, now } = measuring();
    record(failureOf({ name: '/\u001b[2J\nforged', error: '\u001b]0;title\u0007' }));
    pass(1000);
    const text = [...statsTable(statistics, now()), ...errorTable(statistics)];
    expect(text.join('')).not.toMatch(/\p{Cc}/u);
  });
});

describe('the summary of --json', () => {
  it("has Locust's fields for every entry that counted something", () => {
    const { statistics } = measured();
    expect(jsonSummary(statistics)).toEqual([
      {
        name: '/',
        method: 'GET',
        last_request_timestamp: NOON / 1000,
        start_time: NOON / 1000,
        num_requests: 3,
        num_none_requests: 0,
        num_failures: 0,
        total_response_time: 7.2,
        max_response_time: 2.4,
        min_response_time: 2.4,
        total_content_length: 300,
        response_times: { '2': 3 },
        num_reqs_per_sec: {},
        num_fail_per_sec: {},
      },
      expect.objectContaining({
        name: '/cart',
        method: 'POST',
        num_failures: 1,
        response_times: { '12': 1 },
      }),
    ]);
    expect(JSON.parse(jsonSummaryText(statistics))).toHaveLength(2);
  });
});

describe('the record of a run', () => {
  it('is plain JSON with the plan, the numbers, the timeline and the reason of the end', () => {
    const { statistics, now } = measured();
    const timeline = new Timeline();
    timeline.observe(statistics, 3, now());
    const plan: Plan = {
      test: 'web',
      run: 1,
      epoch: 1,
      generation: 4,
      edits: 1,
      members: ['local'],
      state: 'stopped',
      seed: 7,
      startAt: NOON,
      host: 'http://shop.test',
      stopTimeout: 0,
      loads: [],
    };
    const record = runRecord({ plan, statistics, timeline, endedAt: now(), stopReason: 'user' });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record).toMatchObject({
      version: 1,
      plan,
      startedAt: NOON,
      stopReason: 'user',
      total: { num_requests: 4 },
      timeline: { points: [{ users: 3 }] },
      failures: [{ name: '/cart' }],
    });
  });
});
