import type { Cell } from '../../metrics/chartHistory.ts';
import type { EntryTotals } from '../../metrics/entryTotals.ts';
import type { EntryKey, EntryNumbers } from './wire.ts';

export const AGGREGATED: EntryKey = '\tAggregated';

const QUIET: EntryNumbers = { rps: 0, failuresPerSecond: 0, p50: null, p95: null, p99: null };

export function keyOf({ method, name }: EntryTotals): EntryKey {
  return `${method}\t${name}`;
}

/** What an entry did in a time of `span` ms; nothing where it has no cell. */
export function numbersOf(cell: Cell | undefined, span: number): EntryNumbers {
  if (cell === undefined) return QUIET;
  const seconds = span / 1000;
  return {
    rps: rounded(cell.requests / seconds),
    failuresPerSecond: rounded(cell.failures / seconds),
    p50: cell.p50 / 1000,
    p95: cell.p95 / 1000,
    p99: cell.p99 / 1000,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
