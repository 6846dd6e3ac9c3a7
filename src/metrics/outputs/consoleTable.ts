import type { EntryTotals } from '../entryTotals.ts';
import type { Histogram } from '../histogram.ts';
import { REPORTED_PERCENTILES, readablePercentile, wholeMs } from '../percentiles.ts';
import type { Statistics } from '../statistics.ts';

const TYPE_WIDTH = 8;

export interface TableOptions {
  /** Columns of the terminal; lines are no wider, but names have 10 columns at least. */
  readonly width?: number;
  /** Rates of the last 10 s rather than of the whole run. */
  readonly current?: boolean;
}

/** The statistics as Locust prints them, a row per entry; times in ms. Lines without an end. */
export function statsTable(
  statistics: Statistics,
  now: number,
  { width = 160, current = true }: TableOptions = {},
): string[] {
  const nameWidth = nameWidthFor(width, TYPE_WIDTH + 80);
  const row = (entry: EntryTotals): string => {
    const rates = statistics.rates(entry, now);
    const { histogram } = entry;
    const failures = `${entry.failures}(${(entry.failRatio * 100).toFixed(2)}%)`;
    const times = [histogram.mean / 1000, histogram.min / 1000, histogram.max / 1000];
    const rps = current ? rates.currentRps : rates.totalRps;
    const failuresPerSecond = current ? rates.currentFailuresPerSecond : rates.totalFailuresPerSecond;
    return statsLine(nameWidth, [
      entry.method,
      entry.name,
      `${entry.requests}`,
      failures,
      ...times.map((ms) => `${Math.round(ms)}`),
      `${wholeMs(histogram.percentile(0.5))}`,
      rps.toFixed(2),
      failuresPerSecond.toFixed(2),
    ]);
  };
  const head = ['Type', 'Name', '# reqs', '# fails', 'Avg', 'Min', 'Max', 'Med', 'req/s', 'failures/s'];
  const rule = ruled([TYPE_WIDTH, nameWidth, 7, 14, 8, 7, 7, 8, 9, 11]);
  return [
    statsLine(nameWidth, head),
    rule,
    ...statistics.entries().map(row),
    rule,
    row(statistics.total),
    '',
  ];
}

function statsLine(nameWidth: number, cells: readonly string[]): string {
  const [type, name, requests, failures, avg, min, max, median, rps, failuresPerSecond] = cells;
  return [
    `${left(type!, TYPE_WIDTH)} ${left(name!, nameWidth)} ${right(requests!, 7)} ${right(failures!, 13)}`,
    `${right(avg!, 7)} ${right(min!, 7)} ${right(max!, 7)} ${right(median!, 7)}`,
    `${right(rps!, 8)} ${right(failuresPerSecond!, 11)}`,
  ].join(' | ');
}

/** Response time percentiles over the whole run, a row per entry that has any; ms. */
export function percentileTable(statistics: Statistics, options: TableOptions = {}): string[] {
  return percentilesOf(statistics, ({ histogram }) => histogram, options, {
    title: 'Response time percentiles',
    counted: '# reqs',
  });
}

/** The same of the times from the start that a pacing meant; no lines where no pacing starts a request. */
export function intendedTable(statistics: Statistics, options: TableOptions = {}): string[] {
  if (statistics.total.fromIntended === undefined) return [];
  return percentilesOf(statistics, ({ fromIntended }) => fromIntended, options, {
    title: 'Percentiles of the times from the intended start',
    counted: '# starts',
  });
}

function percentilesOf(
  statistics: Statistics,
  timesOf: (entry: EntryTotals) => Histogram | undefined,
  { width = 160 }: TableOptions,
  { title, counted }: { title: string; counted: string },
): string[] {
  const columns = REPORTED_PERCENTILES.length * 7;
  const nameWidth = nameWidthFor(width, TYPE_WIDTH + columns + 10);
  const line = (type: string, name: string, cells: readonly string[], requests: string): string =>
    `${left(type, TYPE_WIDTH)} ${left(name, nameWidth)} ${cells.map((cell) => right(cell, 6)).join(' ')} ${right(requests, 8)}`;
  const row = (entry: EntryTotals): string[] => {
    const times = timesOf(entry);
    if (times === undefined || times.count === 0) return [];
    const cells = times.percentiles(REPORTED_PERCENTILES).map((us) => `${wholeMs(us)}`);
    return [line(entry.method, entry.name, cells, `${times.count}`)];
  };
  const rule = ruled([TYPE_WIDTH, nameWidth, ...REPORTED_PERCENTILES.map(() => 6), 8]);
  return [
    title,
    line('Type', 'Name', REPORTED_PERCENTILES.map(readablePercentile), counted),
    rule,
    ...statistics.entries().flatMap(row),
    rule,
    ...row(statistics.total),
    '',
  ];
}

/** The failures, most frequent first; no lines where there are none. */
export function errorTable(statistics: Statistics, { width = 160 }: TableOptions = {}): string[] {
  const failures = statistics.failures.sort((a, b) => b.occurrences - a.occurrences);
  if (failures.length === 0) return [];
  const textWidth = Math.max(20, width - 20);
  const rule = ruled([18, textWidth]);
  return [
    'Error report',
    `${left('# occurrences', 18)} Error`,
    rule,
    ...failures.map(({ method, name, error, occurrences }) =>
      `${left(`${occurrences}`, 18)} ${left(`${method} ${name}: ${error}`, textWidth)}`.trimEnd(),
    ),
    rule,
    '',
  ];
}

function nameWidthFor(width: number, taken: number): number {
  return Math.max(10, Math.min(80, width - taken));
}

function ruled(widths: readonly number[]): string {
  return widths.map((width) => '-'.repeat(width)).join('|');
}

/** Cut or filled to the width, on one line whatever the text holds. */
function left(text: string, width: number): string {
  const line = onOneLine(text);
  return line.length > width ? `${line.slice(0, width - 1)}…` : line.padEnd(width);
}

function right(text: string, width: number): string {
  return text.padStart(width);
}

/** Names come from what is tested: nothing in them may steer the terminal. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
