import type { Clock } from '../domain/clock.ts';
import { Cut } from '../http/session.ts';

/** A pause that is open: its timer, and how to break it off. */
interface Pause {
  readonly timer: unknown;
  readonly promise: Promise<void>;
  readonly reject: (reason: Cut) => void;
}

/** What the tasks of one user wait for beside requests, so that all of it can be broken off at once. */
export class Pauses {
  readonly #clock: Clock;
  /** Made when first needed: most users never pause within a task. */
  #open: Set<Pause> | undefined = undefined;
  #onCut: Set<() => void> | undefined = undefined;
  #cut = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** Resolves after so many ms. Once cut it never settles, so that a task that catches everything cannot spin. */
  pause(ms: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#cut) return promise;
    this.#open ??= new Set();
    const open = this.#open;
    const timer = this.#clock.setTimeout(() => {
      open.delete(pause);
      resolve();
    }, ms);
    const pause: Pause = { timer, promise, reject };
    open.add(pause);
    return promise;
  }

  /** Calls back when the user is cut off; gives the function that forgets the callback. */
  onCut(callback: () => void): () => void {
    this.#onCut ??= new Set();
    const callbacks = this.#onCut.add(callback);
    return () => callbacks.delete(callback);
  }

  /** Breaks off the open pauses: they reject with `Cut`. */
  cut(): void {
    this.#cut = true;
    for (const { timer, promise, reject } of this.#open ?? []) {
      this.#clock.clearTimeout(timer);
      promise.catch(() => {});
      reject(new Cut('the user was stopped'));
    }
    this.#open?.clear();
    for (const callback of this.#onCut ?? []) callback();
    this.#onCut?.clear();
  }
}
