import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told while the process has users.
 *
 * Collections of the whole heap stop it for 50 to 250 ms where it has thousands, and take a second of work on both
 * sides of that, so there are as few as the memory is worth:
 *
 * - None by the memory reducer, which collects when it has not for 100 s, to give memory back
 *   (src/heap/memory-reducer.cc).
 * - Else not before the heap is four times what was left of it last time, the most that V8 takes by itself.
 *
 * All that a request calls is called equally often, so all of it comes up for TurboFan at once, after some ten thousand
 * requests, and four compiling threads take the core for a quarter of a second, in the middle of what is measured:
 *
 * - After a quarter of the calls, so that it falls into the start of a run (src/execution/tiering-manager.cc).
 * - On one thread.
 *
 * All are read each time that they matter, so that they may change as the process runs.
 */
const LOADED = [
  '--memory-reducer-gc-count=0',
  '--heap-growing-percent=300',
  '--invocation-count-for-turbofan=700',
  '--concurrent-turbofan-max-threads=1',
];
/** V8's own defaults. */
const IDLE = [
  '--memory-reducer-gc-count=2',
  '--heap-growing-percent=0',
  '--invocation-count-for-turbofan=3000',
  '--concurrent-turbofan-max-threads=4',
];

/** Tells V8 whether the process has users. */
export class V8Policy {
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
export const v8Policy = new V8Policy();
