import { isoSeconds } from '../timeline.ts';
import { escapeHtml } from './escapeHtml.ts';

/** A line of a chart: a value for each time, null where there is none and the line has a gap. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

const WIDTH = 900;
const HEIGHT = 180;
const MARGIN = 20;
const COLOURS = 3;

/** Lines over time as inline SVG, from 0 to the greatest value. Times in ms since the epoch, two or more. */
export function lineChart(title: string, times: readonly number[], series: readonly Series[]): string {
  const first = times[0]!;
  const last = times.at(-1)!;
  const greatest = series.reduce(
    (most, each) => each.values.reduce<number>((a, b) => Math.max(a, b ?? 0), most),
    0,
  );
  const x = (time: number): number => ((time - first) / Math.max(1, last - first)) * WIDTH;
  const y = (value: number): number =>
    HEIGHT - MARGIN - (greatest > 0 ? value / greatest : 0) * (HEIGHT - 2 * MARGIN);
  const lines = series.map(({ values }, index) => {
    const points = values.map((value, at) =>
      value === null ? '' : `${x(times[at]!).toFixed(1)},${y(value).toFixed(1)}`,
    );
    const parts = points
      .join(' ')
      .split(/ {2,}/)
      .map((part) => part.trim());
    const drawn = parts.filter((part) => part !== '');
    // A point on its own is drawn as a line to itself.
    return drawn
      .map((part) => (part.includes(' ') ? part : `${part} ${part}`))
      .map((part) => `<polyline class="c${index % COLOURS}" points="${part}"/>`)
      .join('');
  });
  const keys = series.map(
    ({ name }, index) => `<span class="c${index % COLOURS}">${escapeHtml(name)}</span>`,
  );
  return `<figure><figcaption><strong>${escapeHtml(title)}</strong>${keys.join('')}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
<text x="4" y="14">${Math.round(greatest * 100) / 100}</text>
<text x="4" y="${HEIGHT - 4}">${isoSeconds(first)}</text>
<text x="${WIDTH - 4}" y="${HEIGHT - 4}" text-anchor="end">${isoSeconds(last)}</text>
${lines.join('\n')}
</svg></figure>`;
}
