import type { Cell, Column } from '../chartHistory.ts';
import { HEAT_BOUNDS } from '../heat.ts';
import { isoSeconds } from '../timeline.ts';
import { escapeHtml } from './escapeHtml.ts';

const WIDTH = 900;
const ROW = 12;
const LEFT = 70;
const FOOT = 20;
/** Shades, from few requests to many. */
const SHADES = 5;

/** How many requests took how long, over time, as inline SVG: a darker cell has more of them a second. Empty where there were none. */
export function heatMap(
  title: string,
  columns: readonly Column[],
  cellOf: (column: Column) => Cell | undefined,
): string {
  const cells = columns.flatMap((column) => {
    const heat = cellOf(column)?.heat ?? [];
    return heat.flatMap((place, at) =>
      at % 2 === 0 ? [{ ...column, place, perSecond: (heat[at + 1]! / column.span) * 1000 }] : [],
    );
  });
  const places = cells.map(({ place }) => place);
  if (cells.length === 0) return '';
  const [low, high] = [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
  const rates = cells.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  // A burst must not pale the rest.
  const many = rates[Math.floor((rates.length - 1) * 0.98)]!;
  const first = columns[0]!.time - columns[0]!.span;
  const last = columns.at(-1)!.time;
  const x = (time: number): number => LEFT + ((time - first) / Math.max(1, last - first)) * (WIDTH - LEFT);
  const paths = new Map<number, string[]>();
  for (const { time, span, place, perSecond } of cells) {
    const shade = Math.min(SHADES, Math.max(1, Math.ceil((perSecond / many) * SHADES)));
    const [from, to] = [x(time - span), x(time)];
    const cell = `M${from.toFixed(1)} ${(high - place) * ROW}H${to.toFixed(1)}v${ROW}H${from.toFixed(1)}z`;
    paths.set(shade, [...(paths.get(shade) ?? []), cell]);
  }
  const height = (high - low + 1) * ROW + FOOT;
  const drawn = [...paths].map(([shade, parts]) => `<path class="h${shade}" d="${parts.join('')}"/>`);
  const labels = Array.from({ length: high - low + 1 }, (_, row) => {
    const bound = HEAT_BOUNDS[high - row]!;
    const text = high - row === HEAT_BOUNDS.length - 1 ? 'more' : `≤ ${bound} ms`;
    return `<text x="${LEFT - 4}" y="${row * ROW + 10}" text-anchor="end">${text}</text>`;
  });
  return `<figure><figcaption><strong>${escapeHtml(title)}</strong></figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">
${drawn.join('\n')}
${labels.join('\n')}
<text x="${LEFT}" y="${height - 5}">${isoSeconds(first)}</text>
<text x="${WIDTH - 4}" y="${height - 5}" text-anchor="end">${isoSeconds(last)}</text>
</svg></figure>`;
}
