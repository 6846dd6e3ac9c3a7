import { QUANTILES, type Responses } from './saturation.ts';
import type { Statistics } from './statistics.ts';

/**
 * Response times of the last seconds at the `QUANTILES`; of several tests the least at each, which shows first how slow the
 * process is itself, and the longest span. Null where nothing was recorded.
 */
export function recentResponses(tests: readonly Statistics[], now: number): Responses | null {
  const quantiles: (readonly number[])[] = [];
  let spanMs = 0;
  for (const statistics of tests) {
    const recent = statistics.recentPercentiles(statistics.total, now, QUANTILES);
    if (recent === null) continue;
    quantiles.push(recent);
    spanMs = Math.max(spanMs, now - (statistics.startedAt ?? now));
  }
  if (quantiles.length === 0) return null;
  const least = (index: number): number => Math.min(...quantiles.map((each) => each[index] as number)) / 1000;
  return { ms: [least(0), least(1), least(2)], spanMs };
}
