/** What a shape wants at a moment. */
export interface ShapeTick {
  readonly users: number;
  /** Users started or stopped per second. */
  readonly spawnRate: number;
  /** The classes to use, by name; all where left out. */
  readonly userClasses?: readonly string[];
}

/**
 * A load over time: a pure function of the seconds since the start, which gives the users wanted then, or null
 * once the shape is over. Asked once a second; it must not block and must not depend on earlier calls.
 */
export interface LoadShape {
  readonly name: string;
  tick(seconds: number): ShapeTick | null;
}

/** What `stepShape` takes. */
export interface StepShapeOptions {
  readonly name?: string;
  /** Seconds that a step lasts. */
  readonly stepTime: number;
  /** Users that every step adds. */
  readonly stepUsers: number;
  /** Users started per second. */
  readonly spawnRate: number;
  /** The shape ends once more seconds than this went by. */
  readonly timeLimit: number;
}

/** A staircase: users = (floor(t / stepTime) + 1) × stepUsers, until t > timeLimit. */
export function stepShape({
  name = 'StepLoadShape',
  stepTime,
  stepUsers,
  spawnRate,
  timeLimit,
}: StepShapeOptions): LoadShape {
  return {
    name,
    tick: (seconds) =>
      seconds > timeLimit ? null : { users: (Math.floor(seconds / stepTime) + 1) * stepUsers, spawnRate },
  };
}
