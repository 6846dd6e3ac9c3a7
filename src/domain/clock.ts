/**
 * The time that everything in a load test goes by. Given to actors, loops, ramps and windows, so that a test
 * can hold it; nothing else reads the machine's clock (the stamps of the HTTP client excepted).
 */
export interface Clock {
  /** Milliseconds since the epoch; monotonic within a process. */
  now(): number;
  /** Calls back after `ms` milliseconds; gives the handle that `clearTimeout` takes. */
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The longest delay that a timer keeps, in ms: one past 2^31 - 1 fires at once in Node. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

const startedAt = Date.now() - performance.now();

/** The real clock: wall time at the start of the process, carried on by the monotonic one. */
export const systemClock: Clock = {
  now: () => startedAt + performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS)),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
