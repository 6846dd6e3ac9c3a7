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
  readonly #open = new Set<Pause>();
  readonly #onCut = new Set<() => void>();
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
    const timer = this.#clock.setTimeout(() => {
      this.#open.delete(pause);
      resolve();
    }, ms);
    const pause: Pause = { timer, promise, reject };
    this.#open.add(pause);
    return promise;
  }

  /** Calls back when the user is cut off; gives the function that forgets the callback. */
  onCut(callback: () => void): () => void {
    this.#onCut.add(callback);
    return () => this.#onCut.delete(callback);
  }

  /** Breaks off the open pauses: they reject with `Cut`. */
  cut(): void {
    this.#cut = true;
    for (const { timer, promise, reject } of this.#open) {
      this.#clock.clearTimeout(timer);
      promise.catch(() => {});
      reject(new Cut('the user was stopped'));
    }
    this.#open.clear();
    for (const callback of this.#onCut) callback();
    this.#onCut.clear();
  }
}
