import type { EntryTotals } from '../entryTotals.ts';
import { REPORTED_PERCENTILES, readablePercentile, wholeMs } from '../percentiles.ts';
import type { Statistics } from '../statistics.ts';
import { isoSeconds, type Timeline } from '../timeline.ts';
import { entryCharts } from './entryCharts.ts';
import { escapeHtml } from './escapeHtml.ts';
import { lineChart } from './lineChart.ts';
import { REPORT_STYLE } from './reportStyle.ts';

export interface ReportInput {
  readonly statistics: Statistics;
  /** ms since the epoch. */
  readonly now: number;
  /** Draws charts where given. */
  readonly timeline?: Timeline;
  /** What is said of the run above the tables, such as `['Target', 'http://shop.test']`. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly title?: string;
  /** Fixes the colours; otherwise those that the reader's system prefers. */
  readonly theme?: 'light' | 'dark' | undefined;
}

/** The run as one HTML page that needs nothing from anywhere: no script, no font, no image. */
export function htmlReport({
  statistics,
  now,
  timeline,
  facts = [],
  title = 'Statestorm report',
  theme,
}: ReportInput): string {
  const heading = escapeHtml(title);
  return `<!doctype html>
<html lang="en"${theme === undefined ? '' : ` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
${factList([...timesOf(statistics), ...facts])}
${timeline === undefined ? '' : charts(timeline)}
<h2>Requests</h2>
${requestTable(statistics, now)}
<h2>Response times</h2>
${percentileTable(statistics)}
${intendedTable(statistics)}
${entryCharts(statistics)}
${failureTable(statistics)}
${exceptionTable(statistics)}
</body>
</html>
`;
}

type Cell = string | number;

function factList(facts: readonly (readonly [string, string])[]): string {
  const items = facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${items.join('')}</dl>`;
}

function timesOf({ startedAt, lastRequestAt, total }: Statistics): [string, string][] {
  const facts: [string, string][] = [];
  if (startedAt !== null) facts.push(['Start', isoSeconds(startedAt)]);
  if (lastRequestAt !== null) facts.push(['Last request', isoSeconds(lastRequestAt)]);
  if (total.aborted > 0) facts.push(['Cut off by a stop', `${total.aborted} requests`]);
  return facts;
}

function charts({ points, shares }: Timeline): string {
  if (points.length < 2) return '';
  const times = points.map((point) => point.time);
  return [
    lineChart('Requests per second', times, [
      { name: 'requests/s', values: points.map((point) => point.rps) },
      { name: 'failures/s', values: points.map((point) => point.failuresPerSecond) },
    ]),
    lineChart(
      'Response times (ms)',
      times,
      shares.map((share, index) => ({
        name: readablePercentile(share),
        values: points.map((point) => point.percentiles[index]!),
      })),
    ),
    lineChart('Users', times, [{ name: 'users', values: points.map((point) => point.users) }]),
  ].join('\n');
}

function requestTable(statistics: Statistics, now: number): string {
  const row = (entry: EntryTotals): Cell[] => {
    const { totalRps, totalFailuresPerSecond } = statistics.rates(entry, now);
    const { histogram } = entry;
    const times = [histogram.mean / 1000, histogram.min / 1000, histogram.max / 1000];
    return [
      entry.method,
      entry.name,
      entry.requests,
      entry.failures,
      `${(entry.failRatio * 100).toFixed(2)} %`,
      ...times.map((ms) => ms.toFixed(2)),
      entry.meanBytes.toFixed(1),
      totalRps.toFixed(2),
      totalFailuresPerSecond.toFixed(2),
    ];
  };
  const head = ['Type', 'Name', '# requests', '# fails', 'Failed', 'Average (ms)', 'Min (ms)', 'Max (ms)'];
  return table(
    [...head, 'Average size (bytes)', 'Requests/s', 'Failures/s'],
    statistics.entries().map(row),
    row(statistics.total),
  );
}

function percentileTable(statistics: Statistics): string {
  const row = (entry: EntryTotals): Cell[] => [
    entry.method,
    entry.name,
    ...entry.histogram
      .percentiles(REPORTED_PERCENTILES)
      .map((us) => (entry.requests === 0 ? 'N/A' : wholeMs(us))),
  ];
  const head = ['Type', 'Name', ...REPORTED_PERCENTILES.map((share) => `${readablePercentile(share)} (ms)`)];
  return table(head, statistics.entries().map(row), row(statistics.total));
}

function intendedTable(statistics: Statistics): string {
  if (statistics.total.fromIntended === undefined) return '';
  const row = ({ method, name, fromIntended }: EntryTotals): Cell[] => [
    method,
    name,
    fromIntended?.count ?? 0,
    ...(fromIntended?.percentiles(REPORTED_PERCENTILES).map(wholeMs) ??
      REPORTED_PERCENTILES.map(() => 'N/A')),
  ];
  const shares = REPORTED_PERCENTILES.map((share) => `${readablePercentile(share)} (ms)`);
  const rows = statistics.entries().filter(({ fromIntended }) => fromIntended !== undefined);
  return `<h2>Times from the intended start</h2>
<p>From the start that the pacing meant, where a slow answer kept the user from it: every such start counts.</p>
${table(['Type', 'Name', '# starts', ...shares], rows.map(row), row(statistics.total))}`;
}

function failureTable(statistics: Statistics): string {
  if (statistics.failures.length === 0) return '';
  const rows = statistics.failures.map((each): Cell[] => [
    each.method,
    each.name,
    each.error,
    each.occurrences,
    isoSeconds(each.first),
    isoSeconds(each.last),
  ]);
  const head = ['Method', 'Name', 'Error', 'Occurrences', 'First seen', 'Last seen'];
  return `<h2>Failures</h2>\n${table(head, rows)}`;
}

function exceptionTable(statistics: Statistics): string {
  if (statistics.exceptions.length === 0) return '';
  const rows = statistics.exceptions.map((each): Cell[] => [
    each.count,
    each.message,
    each.traceback,
    [...each.nodes].join(', '),
  ]);
  return `<h2>Exceptions</h2>\n${table(['Count', 'Message', 'Traceback', 'Nodes'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[], foot?: readonly Cell[]): string {
  const line = (cells: readonly Cell[]): string => `<tr>${cells.map(cellHtml).join('')}</tr>`;
  return `<div class="wide"><table>
<thead><tr>${head.map((label) => `<th scope="col">${escapeHtml(label)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
${foot === undefined ? '' : `<tfoot>${line(foot)}</tfoot>\n`}</table></div>`;
}

/** Numbers, and texts that begin as one, stand to the right. */
function cellHtml(cell: Cell): string {
  const number = typeof cell === 'number' || /^\d[\d.]*( %)?$/.test(cell);
  return `<td${number ? ' class="n"' : ''}>${escapeHtml(String(cell))}</td>`;
}
