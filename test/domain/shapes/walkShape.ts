import type { LoadShape, ShapeTick } from '../../../src/domain/loadShape.ts';

/** A moment of a shape, and what it says then. */
export interface Moment {
  readonly at: number;
  readonly tick: ShapeTick | null;
}

/** Goes from change to change, as a run does, until the shape is over or `most` changes were seen. */
export function walkShape(shape: LoadShape, most = 1000): Moment[] {
  const moments: Moment[] = [];
  for (let at: number | null = 0; at !== null && moments.length < most; ) {
    const tick = shape.tick(at);
    moments.push({ at, tick });
    if (tick === null) break;
    const next: number | null = shape.nextChangeAt?.(at) ?? null;
    if (next !== null && !(next > at)) throw new Error(`It is stuck at ${at} s: ${next}`);
    at = next;
  }
  return moments;
}
