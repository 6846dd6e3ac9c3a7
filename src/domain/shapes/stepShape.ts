import { type Duration, toMs } from '../duration.ts';
import type { LoadShape } from '../loadShape.ts';
import { DUE, demand, isPositive, isUsers } from './checks.ts';

/** What `stepShape` takes. Times are numbers of seconds, or texts such as `30s`. */
export interface StepShapeOptions {
  readonly name?: string;
  /** How long a step lasts. */
  readonly stepTime: Duration;
  /** Users that every step adds. */
  readonly stepUsers: number;
  /** Users started per second. */
  readonly spawnRate: number;
  /** The shape ends once more than this went by. */
  readonly timeLimit: Duration;
}

/** The end is once more than the limit went by: the first moment that counts as more, s. */
const MORE = 0.001;

/** A quotient of seconds misses whole numbers by less than this: 0.3 / 0.1 is below 3. */
const HAIR = 1e-9;

/**
 * A staircase: users = (floor(t / stepTime) + 1) × stepUsers, until t > timeLimit.
 * @throws StatestormError `shape.invalid` naming the option that is wrong
 */
export function stepShape({
  name = 'StepLoadShape',
  stepUsers,
  spawnRate,
  ...times
}: StepShapeOptions): LoadShape {
  const stepTime = seconds(times.stepTime, 'stepTime');
  const timeLimit = seconds(times.timeLimit, 'timeLimit');
  const stepAt = (t: number): number => Math.floor(t / stepTime + HAIR);
  const usersAt = (t: number): number => (stepAt(t) + 1) * stepUsers;
  demand(isUsers(stepUsers), 'stepUsers', DUE.users, stepUsers);
  demand(isPositive(spawnRate), 'spawnRate', DUE.rate, spawnRate);
  return {
    name,
    tick: (t) => (t > timeLimit ? null : { users: usersAt(t), spawnRate }),
    peak: { users: usersAt(timeLimit), at: stepAt(timeLimit) * stepTime },
    nextChangeAt(t) {
      if (t > timeLimit) return null;
      const next = (stepAt(t) + 1) * stepTime;
      return next < timeLimit ? next : timeLimit + MORE;
    },
  };
}

function seconds(value: Duration, field: string): number {
  let time: unknown = value;
  try {
    if (typeof value === 'string') time = toMs(value) / 1000;
  } catch {
    // Refused below.
  }
  demand(isPositive(time), field, 'seconds above 0, or a duration such as "30s"', value);
  return time;
}
