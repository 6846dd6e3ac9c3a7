import type { Cost } from './part.ts';

const WIDTHS = [50, 28, 12, 28];

/** The head of the table. */
export function head(): string {
  return line(['what', 'N', 'cost', 'growth against the smallest N']);
}

/** A row for each size of a part. Where N is 0 at first, growth has no measure to be compared with. */
export function rowsOf(what: string, of: string, costs: readonly Cost[]): string[] {
  const [first] = costs;
  return costs.map(({ n, ns }, index) => {
    const size = `${n.toLocaleString('en')} ${of}`;
    if (first === undefined || index === 0) return line([what, size, timeOf(ns), '']);
    const growth = `cost × ${(ns / first.ns).toFixed(2)}`;
    return line(['', size, timeOf(ns), first.n === 0 ? growth : `${growth} for N × ${times(n / first.n)}`]);
  });
}

/** Three digits and the unit that fits. */
export function timeOf(ns: number): string {
  if (ns < 1e3) return `${digits(ns)} ns`;
  return ns < 1e6 ? `${digits(ns / 1e3)} µs` : `${digits(ns / 1e6)} ms`;
}

function digits(value: number): string {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function times(ratio: number): string {
  return ratio.toLocaleString('en', { maximumFractionDigits: 1 });
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 2 ? cell.padStart(WIDTHS[index]!) : cell.padEnd(WIDTHS[index]!)))
    .join('  ')
    .trimEnd();
}
