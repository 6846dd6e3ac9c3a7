/** A way from one load to the next in a given time: users come and go evenly over it. */
export interface Ramp {
  /** Users at its beginning. */
  readonly from: number;
  /** The classes they are of; all where left out. */
  readonly fromClasses?: readonly string[];
  /** Seconds. */
  readonly over: number;
}

/** What a shape wants at a moment. */
export interface ShapeTick {
  /** From 0 to what --max-users allows; a fraction is rounded to the nearest whole number. */
  readonly users: number;
  /** Users started or stopped per second, above 0; or the ramp that leads to this tick's users. */
  readonly spawnRate: number | Ramp;
  /** The classes to use, by name; all where left out. Users of the others go, at the tick's rate. */
  readonly userClasses?: readonly string[];
}

/** Where a shape asks for the most users. */
export interface ShapePeak {
  readonly users: number;
  /** When it first does, seconds since its start. */
  readonly at: number;
}

/**
 * A load over time: a pure function of the seconds since the start, which gives the users wanted then, or null
 * once the shape is over. It is asked at the start, at every whole second, and whenever it says that it changes,
 * however far the users are, and once ahead to know whether it stays; it must not block and must not depend on earlier calls. One that throws, or gives
 * anything but a tick or null, ends the run as failed.
 */
export interface LoadShape {
  /** Chosen by it; a shape without one goes by the name that its load file exports it under. */
  readonly name: string;
  tick(seconds: number): ShapeTick | null;
  /**
   * When the shape changes next, or is over: seconds since the start, later than `seconds`; null for never.
   * For shapes that change between whole seconds. It is kept to about a millisecond. Where the process was busy
   * or asleep for longer, the shape goes on with what is due by then: what began and ended meanwhile is passed
   * over, once, and the log says so.
   */
  nextChangeAt?(seconds: number): number | null;
  /** The most users that its ticks ask for, where that is known: checked before the run begins. */
  readonly peak?: ShapePeak;
  /** All classes that its ticks name, where that is known: checked as the run begins, not as they are due. */
  readonly userClasses?: readonly string[];
}
