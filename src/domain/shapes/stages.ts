import type { Duration } from '../duration.ts';
import type { LoadShape, ShapeTick } from '../loadShape.ts';
import { DUE, demand, demandKnown, isClassNames, isPositive, isUsers, positiveMs } from './checks.ts';
import { highest } from './peak.ts';

/** One part of a `stages` shape. */
export interface Stage {
  /** How long it lasts, above 0; a number is in ms. */
  readonly duration: Duration;
  /** Users wanted at its end. */
  readonly users: number;
  /** Users started or stopped per second from its beginning; where left out they change evenly over the stage. */
  readonly spawnRate?: number;
  /** The classes to use, by name; all where left out. Users of the others go, at the stage's rate. */
  readonly userClasses?: readonly string[];
}

/** A stage as a tick, and its time. */
interface Timed {
  readonly tick: ShapeTick;
  /** Seconds since the start. */
  readonly beginsAt: number;
  /** Seconds since the start. */
  readonly endsAt: number;
}

const FIELDS = ['duration', 'users', 'spawnRate', 'userClasses'];

/**
 * One stage after the other, each as long as it says; the shape is over at the end of the last.
 *
 * A stage begins at its time, whether or not the one before came to its users: what was missing then is made up
 * at the new stage's rate. With a `spawnRate` the users are on their way from its beginning at that rate, and stay
 * once they are there. Without one the stage is a ramp: every user and class that changes since the stage before
 * (nobody, before the first) has its turn, evenly over the stage; where nothing changes the stage holds, and
 * users that are missing come at the stage's users over its duration, at least one a second.
 *
 * @param name the name of the export where left out
 * @throws StatestormError `shape.invalid` naming the field, such as `stages[2].users`
 * @example
 * export const Evening = stages([
 *   { duration: '2m', users: 100, userClasses: ['Browser'] },
 *   { duration: '10m', users: 100, spawnRate: 10 },
 *   { duration: '30s', users: 0 },
 * ]);
 */
export function stages(list: readonly Stage[], { name = '' }: { readonly name?: string } = {}): LoadShape {
  demand(Array.isArray(list) && list.length > 0, 'stages', 'a list of at least one stage', list);
  const timed = timedStages(list);
  const at = (seconds: number): Timed | undefined => timed.find(({ endsAt }) => seconds < endsAt);
  const userClasses = [...new Set(list.flatMap((stage) => stage.userClasses ?? []))];
  return {
    name,
    tick: (seconds) => at(seconds)?.tick ?? null,
    nextChangeAt: (seconds) => at(seconds)?.endsAt ?? null,
    peak: highest(timed.map(({ tick, beginsAt }) => ({ users: tick.users, at: beginsAt }))),
    ...(userClasses.length > 0 && { userClasses }),
  };
}

function timedStages(list: readonly Stage[]): Timed[] {
  let endMs = 0;
  let before: Pick<Stage, 'users' | 'userClasses'> = { users: 0 };
  return list.map((stage, index) => {
    const ms = checkedMs(stage, `stages[${index}]`);
    const { users, spawnRate, userClasses } = stage;
    const ramp = {
      from: before.users,
      over: ms / 1000,
      ...(before.userClasses && { fromClasses: before.userClasses }),
    };
    const beginsAt = endMs / 1000;
    endMs += ms;
    before = stage;
    const tick = { users, spawnRate: spawnRate ?? ramp, ...(userClasses && { userClasses }) };
    // From whole ms, as what is elapsed is: sums of seconds would be a hair off.
    return { tick, beginsAt, endsAt: endMs / 1000 };
  });
}

function checkedMs(stage: Stage, field: string): number {
  demandKnown(stage, field, FIELDS);
  const { duration, users, spawnRate, userClasses } = stage;
  demand(isUsers(users), `${field}.users`, DUE.users, users);
  demand(spawnRate === undefined || isPositive(spawnRate), `${field}.spawnRate`, DUE.rate, spawnRate);
  demand(
    userClasses === undefined || isClassNames(userClasses),
    `${field}.userClasses`,
    DUE.userClasses,
    userClasses,
  );
  return positiveMs(duration, `${field}.duration`);
}
