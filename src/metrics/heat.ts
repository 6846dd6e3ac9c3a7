import { BUCKETS, HIGHEST, middleOf } from './buckets.ts';

/** Upper bounds of the heat map's buckets, ms, rising; the last holds all that is longer. */
export const HEAT_BOUNDS: readonly number[] = [
  1,
  2,
  3,
  5,
  7,
  10,
  15,
  20,
  30,
  50,
  70,
  100,
  150,
  200,
  300,
  500,
  700,
  1000,
  1500,
  2000,
  3000,
  5000,
  10_000,
  30_000,
  60_000,
  Math.ceil(HIGHEST / 1000),
];

/** Half a bucket's width as a share of its values: what a bound itself falls into counts below it. */
const HALF_A_BUCKET = 0.004;

/** The place among the bounds of each bucket of a histogram. */
const PLACES = Uint8Array.from({ length: BUCKETS }, (_, bucket) =>
  Math.max(
    0,
    HEAT_BOUNDS.findIndex((bound) => middleOf(bucket) <= bound * 1000 * (1 + HALF_A_BUCKET)),
  ),
);

/** Counts by place among `HEAT_BOUNDS`, as pairs in one list, places rising; empty ones left out. */
export type Heat = readonly number[];

/** The heat of a histogram's pairs of bucket and count. */
export function heatOf(buckets: readonly number[]): Heat {
  const heat: number[] = [];
  for (let at = 0; at < buckets.length; at += 2) {
    const place = PLACES[buckets[at]!]!;
    if (heat.at(-2) === place) heat[heat.length - 1]! += buckets[at + 1]!;
    else heat.push(place, buckets[at + 1]!);
  }
  return heat;
}

export function addHeat(a: Heat, b: Heat): Heat {
  const counts = new Map<number, number>();
  for (const heat of [a, b]) {
    for (let at = 0; at < heat.length; at += 2) {
      counts.set(heat[at]!, (counts.get(heat[at]!) ?? 0) + heat[at + 1]!);
    }
  }
  return [...counts].sort(([x], [y]) => x - y).flat();
}
