import type { Random } from '../domain/random.ts';

/** Chooses an index by the weights, of which at least one is above 0. */
export function weightedPicker(weights: readonly number[]): (random: Random) => number {
  const bounds: number[] = [];
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    bounds.push(sum);
  }
  const last = weights.length - 1;
  return (random) => {
    if (last === 0) return 0;
    const at = random.next() * sum;
    for (let index = 0; index < last; index++) if (at < (bounds[index] as number)) return index;
    return last;
  };
}
