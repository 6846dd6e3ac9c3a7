import type { Cell } from '../chartHistory.ts';
import type { EntryTotals } from '../entryTotals.ts';
import type { Statistics } from '../statistics.ts';
import { escapeHtml } from './escapeHtml.ts';
import { heatMap } from './heatMap.ts';
import { lineChart } from './lineChart.ts';
import { phaseBars } from './phaseBars.ts';

/** Entries that a report draws: those with the most requests. */
const MOST_DRAWN = 40;

/** The charts of each entry over the whole run: rates, response times, heat, and the phases of all. Empty where nothing was measured. */
export function entryCharts(statistics: Statistics): string {
  const { history, total } = statistics;
  if (history.columns.length === 0) return '';
  const measured = statistics.entries().filter((entry) => history.has(entry) && entry.requests > 0);
  const drawn = measured.toSorted((a, b) => b.requests - a.requests).slice(0, MOST_DRAWN);
  const rest = measured.length - drawn.length;
  return [
    '<h2>Charts by endpoint</h2>',
    rest > 0 ? `<p>The ${MOST_DRAWN} with the most requests; ${rest} more are in the tables.</p>` : '',
    phaseBars([...drawn, total].filter(({ requests }) => requests > 0)),
    chartsOf(statistics, total, true),
    ...drawn.map((entry) => chartsOf(statistics, entry, false)),
  ].join('\n');
}

function chartsOf({ history }: Statistics, entry: EntryTotals, open: boolean): string {
  const { columns } = history;
  const name = `${entry.method} ${entry.name}`.trim();
  const cells = columns.map(({ cells }) => cells.get(entry));
  const rate = (of: 'requests' | 'failures') =>
    cells.map((cell, at) => ((cell?.[of] ?? 0) / columns[at]!.span) * 1000);
  const ms = (of: 'p50' | 'p95' | 'p99') =>
    cells.map((cell: Cell | undefined) => (cell === undefined ? null : cell[of] / 1000));
  const times = columns.map(({ time }) => time);
  return `<details${open ? ' open' : ''}><summary>${escapeHtml(name)}</summary>
${lineChart(`Requests per second: ${name}`, times, [
  { name: 'requests/s', values: rate('requests') },
  { name: 'failures/s', values: rate('failures') },
])}
${lineChart(`Response times (ms): ${name}`, times, [
  { name: '50%', values: ms('p50') },
  { name: '95%', values: ms('p95') },
  { name: '99%', values: ms('p99') },
])}
${heatMap(`Response times by number of requests: ${name}`, columns, ({ cells }) => cells.get(entry))}
</details>`;
}
