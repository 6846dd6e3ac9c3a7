import { StatestormError } from '../domain/errors.ts';
import { noWait, type WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';
import type { PacedStart } from '../domain/sample.ts';

/** When a user's next task begins, and when its pacing meant it to; ms since the epoch. */
export interface Pass {
  readonly at: number;
  /** 0 where nothing but the last task's end decides. */
  readonly intendedAt: number;
  /** Of the pacing, ms; 0 without one. */
  readonly interval: number;
}

/** No wait at all. */
export const AT_ONCE: Pass = { at: 0, intendedAt: 0, interval: 0 };

/** What a loop asks between two tasks. */
export interface Gate {
  /** Of the pacing, ms; 0 without one. */
  readonly interval: number;
  /** @throws whatever a wait function of the load throws, or StatestormError `wait.invalid`. */
  next(now: number, taskStartedAt: number): Pass;
}

/** A start that is late by no more than this, ms, is a timer's doing and does not shift the schedule. */
const TIMER_SLACK_MS = 20;

/** The gate of a closed-model user: the pause, or the pacing, that its wait time gives. */
export function waitGate(waitTime: WaitTime, random: Random): Gate {
  if (waitTime === noWait) return { interval: 0, next: () => AT_ONCE };
  const { interval = 0 } = waitTime;
  if (waitTime.interval === undefined) {
    return {
      interval,
      next: (now, taskStartedAt) => ({
        at: now + checked(waitTime.next({ random, taskStartedAt, now })),
        intendedAt: 0,
        interval,
      }),
    };
  }
  let intendedAt = 0;
  return {
    interval,
    next: (now, taskStartedAt) => {
      intendedAt = (isOnTime(intendedAt, taskStartedAt) ? intendedAt : taskStartedAt) + interval;
      return { at: Math.max(now, intendedAt), intendedAt, interval };
    },
  };
}

/**
 * The intended start of a task that begins now, for its sample; undefined without a pacing. A user that is late
 * does not catch up: its schedule begins anew, and the starts in between count as `skipped`.
 */
export function pacedStart({ intendedAt, interval }: Pass, startedAt: number): PacedStart | undefined {
  if (interval === 0) return undefined;
  if (intendedAt === 0) return { intendedAt: startedAt, interval, skipped: 0 };
  const skipped = isOnTime(intendedAt, startedAt) ? 0 : Math.floor((startedAt - intendedAt) / interval);
  return { intendedAt, interval, skipped };
}

function isOnTime(intendedAt: number, startedAt: number): boolean {
  return Math.abs(startedAt - intendedAt) <= TIMER_SLACK_MS;
}

function checked(wait: unknown): number {
  if (typeof wait === 'number' && Number.isFinite(wait) && wait >= 0) return wait;
  throw new StatestormError('wait.invalid', `waitTime gave ${String(wait)}`, {
    hint: 'A wait is a number of ms, 0 or more, or a duration text such as "2s".',
  });
}
