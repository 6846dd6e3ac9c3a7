/** How many users of one class a load wants. */
export interface ClassTarget {
  readonly name: string;
  readonly count: number;
  /** A fixed count is reached before the others are mixed in by weight. */
  readonly fixed: boolean;
}

/** A user of a class more, or one less, at its time (ms since the epoch). */
export interface Line {
  readonly at: number;
  readonly name: string;
  readonly change: 1 | -1;
}

/** A closed-model load: a number of users, each of which goes on when its last answer came. */
export interface ClosedLoad {
  readonly id: string;
  readonly model: 'closed';
  readonly classes: readonly ClassTarget[];
  /** Users started or stopped per second. */
  readonly rate: number;
  /** When the load ends, ms since the epoch; null where nothing ends it. */
  readonly endsAt: number | null;
  /** Where members share the load: every step of this one, in time. Without them the ramp is the spawner's own. */
  readonly lines?: readonly Line[];
}

export type Load = ClosedLoad;

export type PlanState = 'prepared' | 'running' | 'paused' | 'stopped';

/**
 * What a test should be doing, whole. Written by the run, carried by the fleet, brought about by each member's
 * spawner; a newer generation replaces an older one, whatever came between.
 */
export interface Plan {
  /** The test's id, such as `web` or `recipes`. */
  readonly test: string;
  /** The number of the run within its test, from 1. */
  readonly run: number;
  /** The coordinator's term; one process is its own. */
  readonly epoch: number;
  /** Rises with every write of this run. */
  readonly generation: number;
  /** How often people edited the run: other writes are its shape's. */
  readonly edits: number;
  /** The processes that share the load. */
  readonly members: readonly string[];
  readonly state: PlanState;
  readonly seed: number;
  /** When the ramp began, ms since the epoch. */
  readonly startAt: number;
  /** Where users of this plan aim unless their class has a host of its own. */
  readonly host: string;
  /** How long a stop waits for running tasks, ms. */
  readonly stopTimeout: number;
  readonly loads: readonly Load[];
}

/** Users that a plan wants in the end, over all its loads. */
export function plannedUsers(plan: Plan): number {
  if (plan.state === 'stopped') return 0;
  return plan.loads.reduce((sum, load) => sum + load.classes.reduce((n, target) => n + target.count, 0), 0);
}
