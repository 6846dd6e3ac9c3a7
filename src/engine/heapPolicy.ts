import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told while the process has users. Collections of the whole heap stop it for 50 to 250 ms where it has
 * thousands, and take a second of work on both sides of that, so there are as few as the memory is worth:
 *
 * - None by the memory reducer, which collects when it has not for 100 s, to give memory back
 *   (src/heap/memory-reducer.cc).
 * - Else not before the heap is four times what was left of it last time, the most that V8 takes by itself.
 *
 * Both are read each time that they matter, so that they may change as the process runs.
 */
const LOADED = ['--memory-reducer-gc-count=0', '--heap-growing-percent=300'];
/** V8's own defaults. */
const IDLE = ['--memory-reducer-gc-count=2', '--heap-growing-percent=0'];

/** Tells V8 whether the process has users. */
export class HeapPolicy {
  readonly #set: (flag: string) => void;
  #users = 0;

  constructor(set: (flag: string) => void = setFlagsFromString) {
    this.#set = set;
  }

  userCame(): void {
    if (this.#users++ === 0) for (const flag of LOADED) this.#set(flag);
  }

  userLeft(): void {
    if (--this.#users === 0) for (const flag of IDLE) this.#set(flag);
  }
}

/** That of this process. */
export const heapPolicy = new HeapPolicy();
