import { StatestormError } from '../domain/errors.ts';
import type { WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';

/** When a user's next task begins, and when its pacing meant it to; ms since the epoch. */
export interface Pass {
  readonly at: number;
  /** 0 where nothing but the last task's end decides. */
  readonly intendedAt: number;
}

/** What a loop asks between two tasks. */
export interface Gate {
  /** @throws whatever a wait function of the load throws, or StatestormError `wait.invalid`. */
  next(now: number, taskStartedAt: number): Pass;
}

/** A start that is late by no more than this, ms, is a timer's doing and does not shift the schedule. */
const TIMER_SLACK_MS = 20;

/** The gate of a closed-model user: the pause, or the pacing, that its wait time gives. */
export function waitGate(waitTime: WaitTime, random: Random): Gate {
  const { interval } = waitTime;
  if (interval === undefined) {
    return {
      next: (now, taskStartedAt) => ({
        at: now + checked(waitTime.next({ random, taskStartedAt, now })),
        intendedAt: 0,
      }),
    };
  }
  let intendedAt = 0;
  return {
    next: (now, taskStartedAt) => {
      const onTime = Math.abs(taskStartedAt - intendedAt) <= TIMER_SLACK_MS;
      intendedAt = (onTime ? intendedAt : taskStartedAt) + interval;
      return { at: Math.max(now, intendedAt), intendedAt };
    },
  };
}

function checked(wait: unknown): number {
  if (typeof wait === 'number' && Number.isFinite(wait) && wait >= 0) return wait;
  throw new StatestormError('wait.invalid', `waitTime gave ${String(wait)}`, {
    hint: 'A wait is a number of ms, 0 or more, or a duration text such as "2s".',
  });
}
