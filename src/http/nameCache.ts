import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../domain/clock.ts';

/** How long an address is kept, in ms; the system's resolver does not tell a record's own time to live. */
const KEPT_MS = 30_000;
/** How long "no such host" is kept, in ms: long enough that a thousand users do not ask one by one. */
const FAILURE_KEPT_MS = 1000;

type Answer = { readonly error: NodeJS.ErrnoException } | { readonly addresses: LookupAddress[] };
type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Addresses of host names, shared by all users: one question at a time for each name, its answer kept for
 * 30 s, and the addresses taken in turn so that users spread over them.
 */
export class NameCache {
  readonly #clock: Clock;
  readonly #resolve: Resolve;
  readonly #answers = new Map<string, { answer: Answer; until: number; turn: number }>();
  readonly #asking = new Map<string, ((answer: Answer) => void)[]>();

  constructor(clock: Clock, resolve: Resolve = systemLookup) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** What `net.connect` takes as its `lookup`. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#ask(hostname, (answer) => {
      if ('error' in answer) {
        callback(answer.error, '', 0);
        return;
      }
      const kept = this.#answers.get(hostname);
      const turn = kept ? kept.turn++ % answer.addresses.length : 0;
      const addresses = [...answer.addresses.slice(turn), ...answer.addresses.slice(0, turn)];
      if (options.all) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

  #ask(hostname: string, then: (answer: Answer) => void): void {
    const kept = this.#answers.get(hostname);
    if (kept && kept.until > this.#clock.now()) {
      // A lookup that answers before it returns is one that net.connect does not expect.
      process.nextTick(then, kept.answer);
      return;
    }
    const waiting = this.#asking.get(hostname);
    if (waiting) {
      waiting.push(then);
      return;
    }
    const asking = [then];
    this.#asking.set(hostname, asking);
    this.#resolve(hostname, { all: true }, (error, addresses) => {
      const failure = error ?? (addresses.length === 0 ? notFound(hostname) : undefined);
      const answer: Answer = failure ? { error: failure } : { addresses };
      const until = this.#clock.now() + (failure ? FAILURE_KEPT_MS : KEPT_MS);
      if (this.#answers.size >= 1000) this.#answers.clear();
      this.#answers.set(hostname, { answer, until, turn: 0 });
      this.#asking.delete(hostname);
      for (const each of asking) each(answer);
    });
  }
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' });
}
