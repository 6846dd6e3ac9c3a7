import { type Duration, toMs } from './duration.ts';
import { StatestormError } from './errors.ts';
import type { Random } from './random.ts';

/** What a wait may depend on. Times in ms since the epoch. */
export interface WaitInput {
  readonly random: Random;
  /** When the task that just ended began. */
  readonly taskStartedAt: number;
  readonly now: number;
}

/** The pause between two tasks of a user. */
export interface WaitTime {
  /** The pause after a task, ms; asked where there is no `interval`. */
  next(input: WaitInput): number;
  /** Where set, tasks start every so many ms: a slow answer shortens the pause. */
  readonly interval?: number;
}

/** No pause at all. */
export const noWait: WaitTime = { next: () => 0 };

/** Always the same pause after a task. */
export function constant(wait: Duration): WaitTime {
  const ms = toMs(wait);
  return { next: () => ms };
}

/** A pause after each task, uniform from `least` to `most`. */
export function between(least: Duration, most: Duration): WaitTime {
  const low = toMs(least);
  const high = toMs(most);
  if (high < low) {
    throw new StatestormError('wait.invalid', `between(${least}, ${most}): the second is below the first`, {
      hint: 'Give the shortest wait first, then the longest.',
    });
  }
  return { next: ({ random }) => low + random.next() * (high - low) };
}

/** A task starts every `interval`; where the last one took longer, the next starts at once. */
export function constantPacing(interval: Duration): WaitTime {
  const ms = toMs(interval);
  return { interval: ms, next: ({ now, taskStartedAt }) => Math.max(0, taskStartedAt + ms - now) };
}

/** So many tasks a second for each user, at most; the same as a pacing of 1/`tasksPerSecond`. */
export function constantThroughput(tasksPerSecond: number): WaitTime {
  if (!(tasksPerSecond > 0) || !Number.isFinite(tasksPerSecond)) {
    throw new StatestormError('wait.invalid', `constantThroughput(${tasksPerSecond}): not a rate above 0`, {
      hint: 'Give the tasks per second of one user, such as 0.5.',
    });
  }
  return constantPacing(1000 / tasksPerSecond);
}

/** A wait of one's own: a function that gives ms or a duration text. */
export function customWait(wait: (input: WaitInput) => Duration): WaitTime {
  return { next: (input) => toMs(wait(input)) };
}
