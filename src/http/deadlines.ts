import type { Clock } from '../domain/clock.ts';

/** What can run out of time. The links are the list's own. */
export interface Timed {
  /** When it is over, ms of the clock; set by `add`. */
  deadline: number;
  previousTimed: Timed | undefined;
  nextTimed: Timed | undefined;
  expire(): void;
}

/**
 * Timeouts for everything that waits: one list and one timer for each length of time, so that starting and
 * ending a request costs two links instead of a timer (as in Node's own lib/internal/timers.js, without its
 * object per timeout). A list is in order of its deadlines since all of its members wait equally long.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #lists = new Map<number, TimedList>();
  #recent: TimedList | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `timed.expire()` `ms` milliseconds after `now`, unless it is removed before. */
  add(timed: Timed, ms: number, now: number): void {
    let list = this.#recent;
    if (list === undefined || list.ms !== ms) {
      list = this.#lists.get(ms);
      if (list === undefined) {
        list = new TimedList(ms, this.#clock);
        // Timeouts that are computed would otherwise leave a list each.
        if (this.#lists.size >= 64) this.#sweep();
        this.#lists.set(ms, list);
      }
      this.#recent = list;
    }
    timed.deadline = now + ms;
    list.append(timed);
  }

  /** Does nothing where it is not in a list. */
  remove(timed: Timed): void {
    const { previousTimed, nextTimed } = timed;
    if (previousTimed === undefined || nextTimed === undefined) return;
    previousTimed.nextTimed = nextTimed;
    nextTimed.previousTimed = previousTimed;
    timed.previousTimed = undefined;
    timed.nextTimed = undefined;
  }

  /** Clears the timers; nothing expires afterwards. */
  close(): void {
    for (const list of this.#lists.values()) list.disarm();
    this.#lists.clear();
    this.#recent = undefined;
  }

  #sweep(): void {
    for (const [ms, list] of this.#lists) if (list.empty) this.#lists.delete(ms);
  }
}

/** A ring whose head is the list itself. */
class TimedList implements Timed {
  deadline = 0;
  previousTimed: Timed = this;
  nextTimed: Timed = this;
  readonly ms: number;
  readonly #clock: Clock;
  #timer: unknown;

  constructor(ms: number, clock: Clock) {
    this.ms = ms;
    this.#clock = clock;
  }

  get empty(): boolean {
    return this.nextTimed === this && this.#timer === undefined;
  }

  append(timed: Timed): void {
    const last = this.previousTimed;
    last.nextTimed = timed;
    timed.previousTimed = last;
    timed.nextTimed = this;
    this.previousTimed = timed;
    if (this.#timer === undefined) this.#arm(this.ms);
  }

  disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  expire(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    while (this.nextTimed !== this) {
      const first = this.nextTimed;
      // A timer of Node may be up to 1 ms early.
      if (first.deadline > now + 1) {
        this.#arm(first.deadline - now);
        return;
      }
      const next = first.nextTimed as Timed;
      this.nextTimed = next;
      next.previousTimed = this;
      first.previousTimed = undefined;
      first.nextTimed = undefined;
      first.expire();
    }
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.setTimeout(() => this.expire(), Math.max(1, Math.ceil(ms)));
    // What waits has a socket that keeps the process; the timer need not.
    (this.#timer as { unref?: () => void } | undefined)?.unref?.();
  }
}
