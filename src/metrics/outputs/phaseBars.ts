import { PHASES } from '../delta.ts';
import type { EntryTotals } from '../entryTotals.ts';
import { escapeHtml } from './escapeHtml.ts';

const WIDTH = 900;
const LEFT = 300;
const ROW = 22;
/** Room for the sum behind a bar. */
const RIGHT = 90;

/** Where the time of the requests goes on average, a bar an entry, as inline SVG. */
export function phaseBars(entries: readonly EntryTotals[]): string {
  const rows = entries.map((entry) => {
    const means = PHASES.map((name) => entry.phases[name].mean / 1000);
    return { entry, means, sum: means.reduce((a, b) => a + b, 0) };
  });
  const longest = rows.reduce((most, { sum }) => Math.max(most, sum), 0);
  if (longest === 0) return '';
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const bar = ({ entry, means, sum }: (typeof rows)[number], row: number): string => {
    let x = LEFT;
    const parts = means.map((ms, phase) => {
      const width = ms * scale;
      const part = `<rect class="p${phase}" x="${x.toFixed(1)}" y="${row * ROW + 4}" width="${width.toFixed(1)}" height="${ROW - 8}"><title>${PHASES[phase]} ${ms.toFixed(2)} ms</title></rect>`;
      x += width;
      return width < 0.05 ? '' : part;
    });
    const name = `${entry.method} ${entry.name}`.trim();
    const shown = name.length > 44 ? `${name.slice(0, 43)}…` : name;
    return `<text x="${LEFT - 6}" y="${row * ROW + 15}" text-anchor="end">${escapeHtml(shown)}</text>${parts.join('')}<text x="${(x + 4).toFixed(1)}" y="${row * ROW + 15}">${sum.toFixed(2)} ms</text>`;
  };
  const keys = PHASES.map((name, phase) => `<span class="p${phase}">${name}</span>`);
  return `<figure><figcaption><strong>Phases of a request, mean</strong>${keys.join('')}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${rows.length * ROW + 4}" role="img" aria-label="Phases of a request, mean">
${rows.map(bar).join('\n')}
</svg></figure>`;
}
