import type { Clock } from '../../domain/clock.ts';

/** The answer to the first failure waits so long, ms, doubled with each further one up to the longest. */
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4000;
/** After so many failures an address is refused for a while, ms. */
const MOST_FAILURES = 10;
const REFUSED_MS = 60_000;
/** Failures are forgotten after so long without one, ms. */
const FORGOTTEN_MS = 15 * 60_000;
const MOST_ADDRESSES = 10_000;

interface Record {
  failures: number;
  lastAt: number;
  /** Attempts before this moment are refused unlooked at. */
  refusedUntil: number;
}

/** Slows those down who give wrong credentials, each address by itself. */
export class Slowdown {
  readonly #clock: Clock;
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds until an address may try again; 0 where it may now. */
  wait(address: string): number {
    const record = this.#records.get(address);
    return record ? Math.max(0, Math.ceil((record.refusedUntil - this.#clock.now()) / 1000)) : 0;
  }

  /** Counts a failure; resolves when it may be answered. Until then the address is refused further attempts. */
  failed(address: string): Promise<void> {
    const now = this.#clock.now();
    const known = this.#records.get(address);
    const failures = known && now - known.lastAt < FORGOTTEN_MS ? known.failures + 1 : 1;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
    const refused = failures >= MOST_FAILURES ? REFUSED_MS : delay;
    this.#records.delete(address);
    const oldest = this.#records.keys().next();
    if (this.#records.size >= MOST_ADDRESSES && !oldest.done) this.#records.delete(oldest.value);
    this.#records.set(address, { failures, lastAt: now, refusedUntil: now + refused });
    return new Promise((resolve) => {
      this.#clock.setTimeout(resolve, delay);
    });
  }

  succeeded(address: string): void {
    this.#records.delete(address);
  }
}
