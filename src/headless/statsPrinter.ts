import { systemClock } from '../domain/clock.ts';
import type { LoadTest } from '../engine/loadTest.ts';
import { statsTable } from '../metrics/outputs/consoleTable.ts';
import type { LiveText } from './liveText.ts';

/** How often the table is printed, ms. */
const INTERVAL_MS = 2000;

/** Prints the statistics now and then. Gives the function that ends it. */
export function printStatistics(test: LoadTest, live: LiveText): () => void {
  const timer = setInterval(() => {
    live.draw([
      `${test.state}: ${test.userCount} users`,
      ...statsTable(test.statistics, systemClock.now(), { width: live.width }),
    ]);
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    live.erase();
  };
}
