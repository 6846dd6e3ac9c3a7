import { seededRandom } from '../../../src/domain/random.ts';
import { median } from '../peers/stats.ts';

/** A median, and the interval in which it lies 95 times of 100. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Samples that are drawn again from what was measured. */
const DRAWS = 5000;

/**
 * The median of ratios, its interval by the bootstrap's percentiles (Efron, 1979): medians of as many ratios drawn from them
 * with repetition. Drawn by a seed, so that the same ratios give the same interval.
 */
export function estimate(ratios: readonly number[]): Estimate {
  const random = seededRandom('ratios', ratios.length);
  const medians = Float64Array.from({ length: DRAWS }, () => median(ratios.map(() => random.pick(ratios))));
  medians.sort();
  const at = (share: number): number => medians[Math.round(share * (DRAWS - 1))] as number;
  return { median: median(ratios), low: at(0.025), high: at(0.975) };
}

/** What clients do during a turn. */
export type Doing = 'rest' | 'watch';

/** Two turns that are compared with each other: the second by the first, or where `reversed` the first by the second. */
export interface Pair {
  readonly turns: readonly [Doing, Doing];
  readonly reversed: boolean;
  readonly control: boolean;
}

/**
 * The order of so many pairs: rest, watch, watch, rest and so on, so that what goes up or down with time adds to one pair what
 * it takes from the next. After every second one comes a control, in which clients rest twice.
 */
export function orderOf(pairs: number): Pair[] {
  return Array.from({ length: pairs }, (_, index): Pair[] => {
    const reversed = index % 2 === 1;
    const turns: [Doing, Doing] = reversed ? ['watch', 'rest'] : ['rest', 'watch'];
    const pair = { turns, reversed, control: false };
    return reversed ? [pair, { turns: ['rest', 'rest'], reversed: index % 4 === 1, control: true }] : [pair];
  }).flat();
}
