import type { ClassWeight } from './dispatch.ts';
import type { LoadShape } from './loadShape.ts';
import type { Plan } from './plan.ts';

/** The most users that one request, or a shape, may ask for unless --max-users says otherwise. */
export const MOST_USERS = 100_000;

/** What a start or an edit asks of a test, already checked. */
export interface LoadRequest {
  readonly users: number;
  /** Users started or stopped per second, above 0; may be below 1. */
  readonly spawnRate: number;
  readonly classes: readonly ClassWeight[];
  readonly host: string;
  /** How long the run lasts from the start of its ramp, ms; null where nothing ends it. */
  readonly runTime: number | null;
  /** A shape decides users and rate instead. */
  readonly shape: LoadShape | null;
  /** The most users that the shape may ask for. */
  readonly mostUsers?: number;
  /** How long a stop waits for running tasks, ms; 0 cuts requests off. */
  readonly stopTimeout: number;
  readonly seed: number;
}

/** Where a run was when whoever decided it was gone. */
export interface ResumedRun {
  readonly plan: Plan;
  /** When its shape began, ms since the epoch. */
  readonly shapeStartAt: number;
}

/** What a run is, beside its request. */
export interface RunIdentity {
  readonly test: string;
  readonly run: number;
  readonly epoch: number;
  readonly members: readonly string[];
}
