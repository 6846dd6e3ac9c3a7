import { QUANTILES, type Quantiles } from './saturation.ts';
import type { Statistics } from './statistics.ts';

/**
 * Response times of the last seconds at the `QUANTILES`, ms; of several tests the least at each, which shows first how slow
 * the process is itself. Null where nothing was recorded.
 */
export function recentResponses(tests: readonly Statistics[], now: number): Quantiles | null {
  const recorded = tests
    .map((statistics) => statistics.recentPercentiles(statistics.total, now, QUANTILES))
    .filter((each) => each !== null);
  if (recorded.length === 0) return null;
  const least = (index: number): number =>
    Math.min(...recorded.map((percentiles) => percentiles[index] as number)) / 1000;
  return [least(0), least(1), least(2)];
}
