import { DwellTimes } from './dwell.ts';
import type { InspectedUser, Phase, Subject } from './subject.ts';

/** Users whose dwelling is measured, at most. */
const MOST = 200;
/** Durations taken in between two refills, at most: users that never wait come round many thousand times. */
const MOST_MEASURED = 2000;

/** Places as `DwellTimes` keeps them. */
export const place = {
  state: (phase: 'starting' | 'executing' | 'waiting' | 'leaving'): string => phase,
  task: (userClass: string, task: string): string => `task\t${userClass}\t${task}`,
  waiting: (userClass: string): string => `waiting\t${userClass}`,
};

/**
 * Measures how long a bounded sample of a test's users dwells where the loops' counters tell them apart. Users
 * that are not in the sample are not touched.
 */
export class DwellSample {
  readonly times = new DwellTimes();
  readonly #subject: Subject;
  readonly #sampled = new Set<InspectedUser>();
  #left = MOST_MEASURED;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get size(): number {
    return this.#sampled.size;
  }

  /** Takes a user in, if there is room: one that is about to start is measured from its first moment on. */
  offer(user: InspectedUser): void {
    if (this.#sampled.size < MOST) this.#take(user, this.#subject.clock.now());
  }

  /** Lets go of those who left, and fills up with others from everywhere. Called at each look. */
  refill(): void {
    this.#left = MOST_MEASURED;
    for (const user of this.#sampled) {
      if (user.actor.getSnapshot().status !== 'active') this.#release(user);
    }
    const { census, roster } = this.#subject;
    const missing = Math.min(MOST, census.alive) - this.#sampled.size;
    // A few that are missing wait for more: each search passes all users.
    if (missing <= 0 || (missing < MOST / 10 && this.#sampled.size > missing * 10)) return;
    const stride = Math.max(1, Math.floor((census.alive - this.#sampled.size) / missing));
    let passed = 0;
    for (const user of roster.members()) {
      if (this.#sampled.has(user) || passed++ % stride !== 0) continue;
      if (this.#sampled.size >= MOST) return;
      this.#take(user, undefined);
    }
  }

  /** Lets everyone go. */
  end(): void {
    for (const user of this.#sampled) this.#release(user);
    this.times.clear();
  }

  /** `since`: when it came to where it is; undefined where nobody knows. */
  #take(user: InspectedUser, since: number | undefined): void {
    const { life } = user;
    let present: Phase = life.phase;
    let from = since;
    life.tap = (left, entered) => {
      // The loop of one that is leaving is torn down after its onStop began.
      if (left !== present && entered === 'none') return;
      const now = this.#subject.clock.now();
      if (from !== undefined && left !== 'none') this.#measure(user, left, now - from);
      present = entered;
      from = now;
    };
    this.#sampled.add(user);
  }

  #release(user: InspectedUser): void {
    user.life.tap = undefined;
    this.#sampled.delete(user);
  }

  #measure({ life: { userClass } }: InspectedUser, phase: Phase, duration: number): void {
    if (this.#left-- <= 0 || phase === 'none') return;
    const { name, tasks } = userClass.census;
    if (typeof phase === 'number') {
      this.times.add(place.state('executing'), duration);
      this.times.add(place.task(name, tasks[phase] as string), duration);
    } else {
      this.times.add(place.state(phase), duration);
      if (phase === 'waiting') this.times.add(place.waiting(name), duration);
    }
  }
}
