import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../domain/clock.ts';

/** What can wait on a wheel. The fields are the wheel's own, but for their first values. */
export interface Sleeper {
  /** When it is woken, whole ms of the clock. */
  due: number;
  /** The slot that it lies in; -1 while it does not wait, and at first. */
  slot: number;
  /** Its neighbours in the ring of its slot; undefined at first. */
  previousSleeper: Sleeper | undefined;
  nextSleeper: Sleeper | undefined;
  /** It is time. Called once for each `add`; must not throw. */
  wake(): void;
}

/** Slots of 1 ms, so 16 s; who waits longer goes round again. */
const SLOTS = 2 ** 14;
/** A timer of Node's may go off so early. */
const HALF_MS = 0.5;
const NEVER = Number.POSITIVE_INFINITY;
/** The timer is nobody's: what a task keeps in an AsyncLocalStorage must not reach other users. */
const inNoContext = AsyncLocalStorage.snapshot();

/**
 * Waits of many users on one timer: a hashed timing wheel (Varghese and Lauck, 1987, scheme 6). To begin and to end a
 * wait takes a few links however many wait. A timer of Node's takes an object, a list and a place in a heap, as
 * users hardly ever wait equally long, and the garbage collector copies all of it while the user waits.
 * A wait ends in the ms that is nearest to its time, so that many short ones add up to what they should.
 */
export class TimerWheel {
  readonly #clock: Clock;
  /** The first sleeper of each slot, whose `previousSleeper` is the last. */
  readonly #first: (Sleeper | undefined)[] = new Array(SLOTS).fill(undefined);
  /** A bit for each slot that may have sleepers. */
  readonly #marks = new Int32Array(SLOTS / 32);
  /** The ms whose slot is looked at next: everyone lies in it or in the `SLOTS - 2` after it. */
  #next = 0;
  #count = 0;
  #timer: unknown;
  /** When the timer goes off, ms of the clock. */
  #armedFor = NEVER;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Wakes the sleeper at `at`, ms of the clock, or as soon as may be; not within this call. `now` is what the clock
   * says, for who has just read it.
   */
  add(sleeper: Sleeper, at: number, now: number = this.#clock.now()): void {
    if (this.#count === 0) this.#next = Math.floor(now);
    this.#count++;
    sleeper.due = Math.round(at);
    const time = this.#put(sleeper);
    if (time < this.#armedFor) this.#arm(time, now);
  }

  /** Whether it waited. It is not woken any more. */
  remove(sleeper: Sleeper): boolean {
    if (sleeper.slot === -1) return false;
    this.#take(sleeper);
    if (this.#count === 0) this.#disarm();
    return true;
  }

  /** Gives the ms at which it is looked at: its own, or as far off as the wheel goes. */
  #put(sleeper: Sleeper): number {
    const time = Math.min(Math.max(sleeper.due, this.#next), this.#next + SLOTS - 2);
    const slot = time % SLOTS;
    const first = this.#first[slot];
    sleeper.slot = slot;
    if (first === undefined) {
      sleeper.previousSleeper = sleeper;
      sleeper.nextSleeper = sleeper;
      this.#first[slot] = sleeper;
      this.#marks[slot >> 5]! |= 1 << (slot & 31);
    } else {
      const last = first.previousSleeper!;
      sleeper.previousSleeper = last;
      sleeper.nextSleeper = first;
      last.nextSleeper = sleeper;
      first.previousSleeper = sleeper;
    }
    return time;
  }

  #take(sleeper: Sleeper): void {
    const { slot } = sleeper;
    const next = sleeper.nextSleeper!;
    if (next === sleeper) this.#first[slot] = undefined;
    else {
      const previous = sleeper.previousSleeper!;
      previous.nextSleeper = next;
      next.previousSleeper = previous;
      if (this.#first[slot] === sleeper) this.#first[slot] = next;
    }
    sleeper.slot = -1;
    sleeper.previousSleeper = undefined;
    sleeper.nextSleeper = undefined;
    this.#count--;
  }

  /** Wakes all whose time has come, in its order. They may add and remove others, and themselves, meanwhile. */
  #turn(): void {
    this.#timer = undefined;
    this.#armedFor = NEVER;
    const now = Math.floor(this.#clock.now() + HALF_MS);
    for (let time = this.#marked(); time <= now; time = this.#marked()) {
      this.#next = time + 1;
      const slot = time % SLOTS;
      this.#marks[slot >> 5]! &= ~(1 << (slot & 31));
      for (let first = this.#first[slot]; first !== undefined; first = this.#first[slot]) {
        this.#take(first);
        if (first.due <= now) first.wake();
        else {
          this.#count++;
          this.#put(first);
        }
      }
    }
    this.#next = Math.max(this.#next, now + 1);
    const time = this.#marked();
    if (time < this.#armedFor) this.#arm(time, this.#clock.now());
  }

  /** The ms of the next slot that may have sleepers. */
  #marked(): number {
    if (this.#count === 0) return NEVER;
    for (let time = this.#next; ; ) {
      const slot = time % SLOTS;
      const word = this.#marks[slot >> 5]! >>> (slot & 31);
      if (word !== 0) return time + 31 - Math.clz32(word & -word);
      time += 32 - (slot & 31);
    }
  }

  #arm(time: number, now: number): void {
    this.#disarm();
    this.#armedFor = time;
    this.#timer = inNoContext(() =>
      this.#clock.setTimeout(() => this.#turn(), Math.max(0, Math.round(time - now))),
    );
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#armedFor = NEVER;
  }
}
