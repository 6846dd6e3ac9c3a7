import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';

/** How long a session lasts, ms. */
export const SESSION_MS = 12 * 3600 * 1000;
const MOST_SESSIONS = 1000;

/** Sessions of one port, in memory: a restart of the process ends them all. Ids are kept as digests only. */
export class Sessions {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #ends = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Opens a session and gives its id; past the bound the oldest one ends. */
  open(): string {
    const id = randomBytes(32).toString('base64url');
    const oldest = this.#ends.keys().next();
    if (this.#ends.size >= MOST_SESSIONS && !oldest.done) this.#ends.delete(oldest.value);
    this.#ends.set(keyOf(id), this.#clock.now() + SESSION_MS);
    return id;
  }

  isOpen(id: string): boolean {
    const key = keyOf(id);
    const end = this.#ends.get(key);
    if (end === undefined) return false;
    if (this.#clock.now() < end) return true;
    this.#ends.delete(key);
    return false;
  }

  close(id: string): void {
    this.#ends.delete(keyOf(id));
  }
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
