import type { Coordinator } from '../coordinator.ts';
import type { FromMember } from '../messages.ts';
import type { NatsCoordinatorOptions } from './natsCoordinator.ts';
import type { Told } from './wire.ts';

type RollOptions = Pick<NatsCoordinatorOptions, 'clock' | 'version' | 'leaseTime' | 'rebalance' | 'log'>;

/** A member is missing after so long without a word, ms. */
const MISSING_MS = 3500;
/** A word that comes back later than so, ms, was held up by a cut. */
const LONGEST_ECHO_MS = 2500;

/** Who is there, by what they say. */
export class Roll {
  readonly #coordinator: Coordinator;
  readonly #options: RollOptions;
  readonly #heardAt = new Map<string, number>();
  /** When its own word came back last: the server could be heard then, ms since the epoch. */
  #echoedAt: number;
  readonly #refused = new Set<string>();
  /** The last message in the stream of each member: the server tells some twice. */
  readonly #taken = new Map<string, number>();

  constructor(coordinator: Coordinator, options: RollOptions) {
    this.#coordinator = coordinator;
    this.#options = options;
    this.#echoedAt = options.clock.now();
  }

  /** The last message of each member that was taken in. */
  get taken(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#taken);
  }

  resume(taken: Readonly<Record<string, number>>): void {
    for (const [member, seq] of Object.entries(taken)) this.#taken.set(member, seq);
  }

  told(member: string, told: Told): void {
    const { clock, version, log } = this.#options;
    if (told.type === 'leave') {
      this.#lose(member, 'it ends', undefined);
      return;
    }
    if (told.type === 'failed') {
      log('ERROR', `The worker ${member} cannot take a share: ${told.why}`);
      return;
    }
    if (told.type === 'health' && told.version !== version) {
      if (!this.#refused.has(member)) {
        log('ERROR', `The worker ${member} is refused: it is version ${told.version}, this is ${version}`);
      }
      this.#refused.add(member);
      return;
    }
    if (this.#refused.has(member)) return;
    this.#heardAt.set(member, clock.now());
    if (told.type === 'health' && !this.#coordinator.has(member)) {
      log('INFO', `The worker ${member} has joined`);
      this.#coordinator.join(member);
    }
    this.#coordinator.hear(member, told);
  }

  kept(member: string, seq: number, message: FromMember): void {
    if (seq <= (this.#taken.get(member) ?? 0)) return;
    this.#taken.set(member, seq);
    this.#coordinator.hear(member, message);
  }

  /** Its own word came back. After a cut all have their time anew to say one. */
  echo(): void {
    const now = this.#options.clock.now();
    if (now - this.#echoedAt > LONGEST_ECHO_MS) {
      for (const member of this.#heardAt.keys()) this.#heardAt.set(member, now);
    }
    this.#echoedAt = now;
  }

  /** Those who were not heard for long are missing: not those whom nobody could hear. */
  look(): void {
    const { clock, leaseTime } = this.#options;
    for (const [member, at] of this.#heardAt) {
      if (this.#echoedAt - at <= MISSING_MS) continue;
      // As long as it hears the coordinator it runs on; at the latest it was cut off when it was last heard.
      this.#lose(member, `not heard for ${MISSING_MS / 1000} s`, clock.now() + leaseTime);
    }
  }

  #lose(member: string, why: string, mayRunUntil: number | undefined): void {
    this.#heardAt.delete(member);
    if (!this.#coordinator.has(member)) return;
    const later =
      this.#options.rebalance === 'after-lease' && mayRunUntil !== undefined ? ' once its lease is over' : '';
    this.#options.log('WARNING', `The worker ${member} is gone (${why}): its users go to the others${later}`);
    this.#coordinator.lose(member, mayRunUntil);
  }
}
