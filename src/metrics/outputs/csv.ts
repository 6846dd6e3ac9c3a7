import { stringify } from 'csv-stringify/sync';
import type { EntryTotals } from '../entryTotals.ts';
import { REPORTED_PERCENTILES, readablePercentile, wholeMs } from '../percentiles.ts';
import type { Statistics } from '../statistics.ts';
import { isoSeconds } from '../timeline.ts';

const PERCENTILE_COLUMNS = REPORTED_PERCENTILES.map(readablePercentile);
const NOT_AVAILABLE = REPORTED_PERCENTILES.map(() => 'N/A');

export const REQUESTS_COLUMNS = [
  'Type',
  'Name',
  'Request Count',
  'Failure Count',
  'Median Response Time',
  'Average Response Time',
  'Min Response Time',
  'Max Response Time',
  'Average Content Size',
  'Requests/s',
  'Failures/s',
  ...PERCENTILE_COLUMNS,
];

export const FAILURES_COLUMNS = ['Method', 'Name', 'Error', 'Occurrences', 'First Seen', 'Last Seen'];

export const EXCEPTIONS_COLUMNS = ['Count', 'Message', 'Traceback', 'Nodes'];

export const HISTORY_COLUMNS = [
  'Timestamp',
  'User Count',
  'Type',
  'Name',
  'Requests/s',
  'Failures/s',
  ...PERCENTILE_COLUMNS,
  'Total Request Count',
  'Total Failure Count',
  'Total Median Response Time',
  'Total Average Response Time',
  'Total Min Response Time',
  'Total Max Response Time',
  'Total Average Content Size',
];

type Cell = string | number;

/** Rows as CSV text, quoted where needed, lines ended by CR LF as Locust ends them. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  // By itself it quotes what holds the whole line end, not a lone CR or LF.
  return stringify(rows as Cell[][], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}

/** A row per entry by name and method, then `Aggregated`. Times in ms, sizes in bytes. */
export function requestsCsv(statistics: Statistics, now: number): string {
  const row = (entry: EntryTotals): Cell[] => {
    const { totalRps, totalFailuresPerSecond } = statistics.rates(entry, now);
    const [median, mean, min, max, size] = timeCells(entry);
    const counts = [entry.requests, entry.failures];
    const rates = [totalRps, totalFailuresPerSecond];
    const percentiles = cellsOf(entry.requests, () => entry.histogram.percentiles(REPORTED_PERCENTILES));
    return [entry.method, entry.name, ...counts, median, mean, min, max, size, ...rates, ...percentiles];
  };
  return csvText([REQUESTS_COLUMNS, ...statistics.entries().map(row), row(statistics.total)]);
}

/** A row per distinct failure. */
export function failuresCsv(statistics: Statistics): string {
  const rows = statistics.failures.map((each) => [
    each.method,
    each.name,
    each.error,
    each.occurrences,
    isoSeconds(each.first),
    isoSeconds(each.last),
  ]);
  return csvText([FAILURES_COLUMNS, ...rows]);
}

/** A row per distinct exception. */
export function exceptionsCsv(statistics: Statistics): string {
  const rows = statistics.exceptions.map((each) => [
    each.count,
    each.message,
    each.traceback,
    [...each.nodes].join(', '),
  ]);
  return csvText([EXCEPTIONS_COLUMNS, ...rows]);
}

/** The header line of a history file. */
export function historyHeader(): string {
  return csvText([HISTORY_COLUMNS]);
}

export interface HistoryRowsOptions {
  readonly users: number;
  /** A row for every entry before the one in total, and percentiles of the last 10 s instead of the whole run. */
  readonly fullHistory: boolean;
}

/**
 * The rows of a history file for one moment. The statistics need `recentPerEntry` for a full history to have
 * percentiles for each entry.
 */
export function historyRows(
  statistics: Statistics,
  now: number,
  { users, fullHistory }: HistoryRowsOptions,
): string {
  const row = (entry: EntryTotals): Cell[] => {
    const { currentRps, currentFailuresPerSecond } = statistics.rates(entry, now);
    const percentiles = cellsOf(entry.requests, () =>
      fullHistory
        ? (statistics.recentPercentiles(entry, now, REPORTED_PERCENTILES) ??
          REPORTED_PERCENTILES.map(() => 0))
        : entry.histogram.percentiles(REPORTED_PERCENTILES),
    );
    return [
      Math.floor(now / 1000),
      users,
      entry.method,
      entry.name,
      currentRps.toFixed(6),
      currentFailuresPerSecond.toFixed(6),
      ...percentiles,
      entry.requests,
      entry.failures,
      ...timeCells(entry),
    ];
  };
  return csvText([...(fullHistory ? statistics.entries().map(row) : []), row(statistics.total)]);
}

/** Median (whole ms), mean, least, greatest (ms), mean size of a body (bytes). */
function timeCells({ histogram, meanBytes }: EntryTotals): [number, number, number, number, number] {
  const median = wholeMs(histogram.percentile(0.5));
  return [median, histogram.mean / 1000, histogram.min / 1000, histogram.max / 1000, meanBytes];
}

function cellsOf(requests: number, percentiles: () => number[]): readonly Cell[] {
  return requests === 0 ? NOT_AVAILABLE : percentiles().map(wholeMs);
}
