import type { ChartPoint, EntryKey, StreamPoint } from '../../server/stream/wire.ts';

/** The key of all entries together. */
export const AGGREGATED: EntryKey = '\tAggregated';

/** One column of a chart from a second of the stream; quiet where the entry had no traffic in it. */
export function columnOf(point: StreamPoint, key: EntryKey, span = 1000): ChartPoint {
  const numbers = point.entries[key] ?? { rps: 0, failuresPerSecond: 0, p50: null, p95: null, p99: null };
  return { ...numbers, time: point.time, span, users: point.users, heat: [] };
}

/**
 * The points with one more, in bounded memory: past `most` neighbours in the older half become one, so that the
 * last minutes stay fine. A point that is not newer than the last one is left out.
 */
export function appended(
  points: readonly ChartPoint[],
  point: ChartPoint,
  most = 600,
): readonly ChartPoint[] {
  const last = points.at(-1);
  if (last && point.time <= last.time) return points;
  const all = [...points, point];
  return all.length > most ? coarser(all) : all;
}

function coarser(points: readonly ChartPoint[]): ChartPoint[] {
  const half = Math.floor(points.length / 4) * 2;
  const older: ChartPoint[] = [];
  for (let at = 0; at < half; at += 2) older.push(joined(points[at]!, points[at + 1]!));
  return [...older, ...points.slice(half)];
}

/** Two neighbours as one: rates weighted by time, the slower percentiles, the later users, all of the heat. */
export function joined(a: ChartPoint, b: ChartPoint): ChartPoint {
  const span = a.span + b.span;
  const mean = (x: number, y: number): number => (span > 0 ? (x * a.span + y * b.span) / span : y);
  return {
    time: b.time,
    span,
    users: b.users,
    rps: mean(a.rps, b.rps),
    failuresPerSecond: mean(a.failuresPerSecond, b.failuresPerSecond),
    p50: slower(a.p50, b.p50),
    p95: slower(a.p95, b.p95),
    p99: slower(a.p99, b.p99),
    heat: [...a.heat, ...b.heat],
  };
}

function slower(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
