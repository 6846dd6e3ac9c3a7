import type { EntryTotals } from '../entryTotals.ts';
import { wholeMs } from '../percentiles.ts';
import type { Statistics } from '../statistics.ts';

/** An entry as Locust's `--json` serialises it. Times in ms, timestamps in seconds since the epoch. */
export interface JsonSummaryEntry {
  name: string;
  method: string;
  last_request_timestamp: number | null;
  start_time: number;
  num_requests: number;
  /** Always 0: every request here has a response time. */
  num_none_requests: number;
  num_failures: number;
  total_response_time: number;
  max_response_time: number;
  min_response_time: number | null;
  total_content_length: number;
  /** Whole ms → requests. */
  response_times: Record<string, number>;
  /** Always empty: counts by second are not kept over a whole run. */
  num_reqs_per_sec: Record<string, number>;
  num_fail_per_sec: Record<string, number>;
}

/** What `--json` prints and `--json-file` saves: the entries that counted something (Locust 2.46, `serialize_stats`). */
export function jsonSummary(statistics: Statistics): JsonSummaryEntry[] {
  const startTime = (statistics.startedAt ?? 0) / 1000;
  return statistics
    .entries()
    .filter((entry) => entry.requests > 0)
    .map((entry) => summaryOf(entry, startTime));
}

/** The same as text, as Locust indents it. */
export function jsonSummaryText(statistics: Statistics): string {
  return JSON.stringify(jsonSummary(statistics), null, 4);
}

function summaryOf(entry: EntryTotals, startTime: number): JsonSummaryEntry {
  const { histogram } = entry;
  return {
    name: entry.name,
    method: entry.method,
    last_request_timestamp: entry.lastAt === 0 ? null : entry.lastAt / 1000,
    start_time: startTime,
    num_requests: entry.requests,
    num_none_requests: 0,
    num_failures: entry.failures,
    total_response_time: histogram.sum / 1000,
    max_response_time: histogram.max / 1000,
    min_response_time: histogram.count === 0 ? null : histogram.min / 1000,
    total_content_length: entry.bytes,
    response_times: timesByMs(entry),
    num_reqs_per_sec: {},
    num_fail_per_sec: {},
  };
}

function timesByMs({ histogram }: EntryTotals): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [us, count] of histogram) {
    const ms = wholeMs(us);
    times[ms] = (times[ms] ?? 0) + count;
  }
  return times;
}
