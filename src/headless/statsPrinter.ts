import { systemClock } from '../domain/clock.ts';
import type { LoadTest } from '../engine/loadTest.ts';
import { statsTable } from '../metrics/outputs/consoleTable.ts';

/** How often the table is printed, ms. */
const INTERVAL_MS = 2000;

/**
 * Prints the statistics now and then: drawn over the last table on a terminal, one below the other elsewhere.
 * Gives the function that ends it.
 */
export function printStatistics(test: LoadTest, out: NodeJS.WriteStream): () => void {
  let drawn = 0;
  const timer = setInterval(() => {
    const width = out.columns ?? 160;
    const lines = [
      `${test.state}: ${test.userCount} users`,
      ...statsTable(test.statistics, systemClock.now(), { width }),
    ];
    if (out.isTTY) {
      // A table higher than the terminal cannot be drawn over: its end is shown.
      const shown = lines.slice(-Math.max(4, (out.rows ?? 40) - 1));
      if (drawn > 0) {
        out.moveCursor(0, -drawn);
        out.clearScreenDown();
      }
      drawn = shown.length;
      out.write(`${shown.join('\n')}\n`);
    } else out.write(`${lines.join('\n')}\n`);
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
