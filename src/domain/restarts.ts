/**
 * How crashed users are replaced: with growing delay, within a budget. A plain value, so that a chart can keep
 * it in its context.
 */
export interface Restarts {
  /** Crashes since the budget was last full. */
  readonly crashes: number;
  /** Rounds of replacement that were followed by another crash. */
  readonly rounds: number;
  /** When the last crash came, ms since the epoch. */
  readonly lastCrashAt: number;
}

export const noRestarts: Restarts = { crashes: 0, rounds: 0, lastCrashAt: Number.NEGATIVE_INFINITY };

/** Without a crash for so long, ms, budget and delay are as new. */
export const CALM_MS = 60_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/** Crashes that are replaced before the spawner gives up: as many as there are users, at least 10. */
export function crashBudget(users: number): number {
  return Math.max(10, users);
}

/** Counts one crash. */
export function withCrash(restarts: Restarts, now: number): Restarts {
  const calm = now - restarts.lastCrashAt > CALM_MS;
  return { crashes: calm ? 1 : restarts.crashes + 1, rounds: calm ? 0 : restarts.rounds, lastCrashAt: now };
}

/** Counts one round of replacement. */
export function withRound(restarts: Restarts): Restarts {
  return { ...restarts, rounds: restarts.rounds + 1 };
}

/** The delay before the next round, ms: 250, 500, 1,000 … 8,000. */
export function restartDelay(restarts: Restarts): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** restarts.rounds);
}
