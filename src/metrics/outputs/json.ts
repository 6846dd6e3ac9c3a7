import type { EntryTotals } from '../entryTotals.ts';
import type { Failure } from '../failures.ts';
import { CHART_PERCENTILES, STATISTICS_PERCENTILES, wholeMs } from '../percentiles.ts';
import type { Statistics } from '../statistics.ts';
import { escapeHtml } from './escapeHtml.ts';
import type { ErrorRow, ExceptionRow, RequestsReport, StatsRow } from './wire.ts';

export type { ErrorRow, ExceptionRow, RequestsReport, StatsRow } from './wire.ts';

export interface RequestsReportOptions {
  /** Percentiles of every row, each between 0 and 1. */
  readonly percentilesToStatistics?: readonly number[];
  /** Percentiles of the last 10 s in total. */
  readonly percentilesToChart?: readonly number[];
  /** Rows, and errors, that the answer holds at most. */
  readonly mostRows?: number;
}

/**
 * The numbers of a test as `/stats/requests` gives them: at most 500 rows by name and method, then "Aggregated",
 * and at most 500 errors. Meant to be built once a second and shared by all who ask.
 */
export function requestsReport(
  statistics: Statistics,
  now: number,
  {
    percentilesToStatistics = STATISTICS_PERCENTILES,
    percentilesToChart = CHART_PERCENTILES,
    mostRows = 500,
  }: RequestsReportOptions = {},
): RequestsReport {
  const { total } = statistics;
  const row = (entry: EntryTotals): StatsRow => statsRow(statistics, entry, now, percentilesToStatistics);
  const aggregated = row(total);
  const shares = [...percentilesToChart, 0.5, 0.95];
  const recent = statistics.recentPercentiles(total, now, shares);
  const recentMs = (index: number): number | null => (recent === null ? null : wholeMs(recent[index]!));
  return {
    stats: [...statistics.entries().slice(0, mostRows).map(row), aggregated],
    errors: statistics.failures.slice(0, mostRows).map(errorRow),
    current_rps: aggregated.current_rps,
    current_fail_per_sec: aggregated.current_fail_per_sec,
    total_rps: aggregated.total_rps,
    total_fail_per_sec: aggregated.total_fail_per_sec,
    fail_ratio: total.failRatio,
    total_avg_response_time: aggregated.avg_response_time,
    current_response_time_percentiles: Object.fromEntries(
      percentilesToChart.map((share, index) => [`response_time_percentile_${share}`, recentMs(index)]),
    ),
    current_response_time_percentile_50: recentMs(shares.length - 2),
    current_response_time_percentile_95: recentMs(shares.length - 1),
  };
}

function statsRow(
  statistics: Statistics,
  entry: EntryTotals,
  now: number,
  configured: readonly number[],
): StatsRow {
  const rates = statistics.rates(entry, now);
  const { histogram } = entry;
  const [p50, p90, p95, p99, ...rest] = histogram.percentiles([0.5, 0.9, 0.95, 0.99, ...configured]) as [
    number,
    number,
    number,
    number,
    ...number[],
  ];
  return {
    method: entry.method,
    name: entry.name,
    safe_name: escapeHtml(entry.name),
    num_requests: entry.requests,
    num_failures: entry.failures,
    min_response_time: wholeMs(histogram.min),
    max_response_time: wholeMs(histogram.max),
    current_rps: rates.currentRps,
    current_fail_per_sec: rates.currentFailuresPerSecond,
    avg_response_time: histogram.mean / 1000,
    median_response_time: wholeMs(p50),
    ninetieth_response_time: wholeMs(p90),
    total_rps: rates.totalRps,
    total_fail_per_sec: rates.totalFailuresPerSecond,
    avg_content_length: entry.meanBytes,
    num_aborted: entry.aborted,
    num_hops: entry.hops,
    num_reconnects: entry.reconnects,
    num_unsent: entry.unsent,
    response_times_us: {
      min: histogram.min,
      p50: Math.round(p50),
      p95: Math.round(p95),
      p99: Math.round(p99),
      max: histogram.max,
    },
    ...fromIntended(entry),
    phases: Object.fromEntries(
      Object.entries(entry.phases).map(([name, { mean, max }]) => [
        name,
        { avg: mean / 1000, max: max / 1000 },
      ]),
    ) as StatsRow['phases'],
    ...Object.fromEntries(
      configured.map((share, index) => [`response_time_percentile_${share}`, wholeMs(rest[index]!)]),
    ),
  };
}

function fromIntended({ fromIntended: histogram }: EntryTotals): Pick<StatsRow, 'from_intended_start_us'> {
  if (histogram === undefined) return {};
  const [p50, p95, p99] = histogram.percentiles([0.5, 0.95, 0.99]).map(Math.round) as [
    number,
    number,
    number,
  ];
  return { from_intended_start_us: { count: histogram.count, p50, p95, p99, max: histogram.max } };
}

/** A failure as `/stats/requests` and the failures of a report give it. */
export function errorRow(failure: Failure): ErrorRow {
  return {
    method: failure.method,
    name: failure.name,
    error: failure.error,
    occurrences: failure.occurrences,
    first_seen: failure.first / 1000,
    last_seen: failure.last / 1000,
  };
}

/** The body of `/exceptions`. */
export function exceptionsReport(statistics: Statistics): { exceptions: ExceptionRow[] } {
  return {
    exceptions: statistics.exceptions.map(({ count, message, traceback, nodes }) => ({
      count,
      msg: message,
      traceback,
      nodes: [...nodes].join(', '),
    })),
  };
}
