import { setFlagsFromString } from 'node:v8';

/**
 * V8's memory reducer collects the whole heap when it has not done so for 100 s (src/heap/memory-reducer.cc), to give
 * memory back. With thousands of users that stops the process for 100 to 250 ms, works on both sides of it for a
 * second, and leaves a heap so tight that further ones follow. How often it may is asked each time.
 */
const NONE = '--memory-reducer-gc-count=0';
/** V8's own default. */
const AS_USUAL = '--memory-reducer-gc-count=2';

/** Keeps the memory reducer still as long as the process has users. Collections that are needed take place. */
export class MemoryReducer {
  readonly #set: (flag: string) => void;
  #users = 0;

  constructor(set: (flag: string) => void = setFlagsFromString) {
    this.#set = set;
  }

  userCame(): void {
    if (this.#users++ === 0) this.#set(NONE);
  }

  userLeft(): void {
    if (--this.#users === 0) this.#set(AS_USUAL);
  }
}

/** That of this process. */
export const memoryReducer = new MemoryReducer();
