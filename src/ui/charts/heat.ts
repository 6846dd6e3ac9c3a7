import type { ChartPoint } from '../../server/stream/wire.ts';

/** A rectangle of the heat map: answers per second that took so long, at that time. */
export interface HeatCell {
  readonly from: number;
  readonly to: number;
  /** The place of its bucket among the bounds. */
  readonly bucket: number;
  readonly perSecond: number;
}

/**
 * The cells of all points, and the lowest and highest bucket among them. Buckets are told by their upper bound.
 * `most` is what counts as many: all but 2 of 100 cells have less, so that a burst does not pale the rest.
 */
export function heatCells(
  points: readonly ChartPoint[],
  bounds: readonly number[],
): { cells: HeatCell[]; lowest: number; highest: number; most: number } {
  const place = new Map(bounds.map((bound, index) => [bound, index]));
  const cells: HeatCell[] = [];
  let [lowest, highest] = [bounds.length - 1, 0];
  for (const { time, span, heat } of points) {
    for (let at = 0; at + 1 < heat.length; at += 2) {
      const bucket = place.get(heat[at]!);
      if (bucket === undefined) continue;
      const perSecond = heat[at + 1]! / Math.max(0.001, span / 1000);
      cells.push({ from: time - span, to: time, bucket, perSecond });
      lowest = Math.min(lowest, bucket);
      highest = Math.max(highest, bucket);
    }
  }
  const rates = cells.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  const most = rates[Math.floor((rates.length - 1) * 0.98)] ?? 0;
  return { cells, lowest: Math.min(lowest, highest), highest, most };
}
