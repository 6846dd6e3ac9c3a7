import type { KV, KvEntry } from '@nats-io/kv';
import { messageOf } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { SavedTest } from '../../engine/loadTest.ts';
import type { ToMember } from '../messages.ts';
import { type Desired, withMessage } from './desired.ts';
import type { NatsCoordinatorOptions } from './natsCoordinator.ts';

type WriterOptions = Pick<NatsCoordinatorOptions, 'connection' | 'log' | 'deposed'>;

const RETRY_MS = 500;

/** Whether what was saved is the run that the members were told, and were not told to end. */
function isOf(saved: SavedTest | undefined, plan: Plan): boolean {
  return saved?.resumed !== undefined && saved.run === plan.run && plan.state !== 'stopped';
}

/** Writes what a test should be doing, the newest of it, and never over another coordinator's word. */
export class DesiredWriter {
  /** Through once all is written. */
  settled: Promise<void> = Promise.resolve();
  readonly #kv: KV;
  readonly #key: string;
  readonly #options: WriterOptions;
  #revision: number;
  #desired: Desired;
  #written: Desired | undefined;
  #deposed = false;

  private constructor(kv: KV, key: string, options: WriterOptions, revision: number, desired: Desired) {
    this.#kv = kv;
    this.#key = key;
    this.#options = options;
    this.#revision = revision;
    this.#desired = desired;
  }

  /** Takes over from whoever wrote before: their load goes on, or else it ends, since its numbers are theirs. */
  static async begin(
    kv: KV,
    key: string,
    options: WriterOptions,
    saved: SavedTest | undefined,
  ): Promise<DesiredWriter> {
    const known = await kv.get(key);
    const before = known?.json<Desired>();
    const epoch = (before?.epoch ?? 0) + 1;
    const desired =
      before?.plan !== undefined && isOf(saved, before.plan.plan)
        ? { ...before, epoch }
        : { epoch, plan: undefined, resets: 0, ended: undefined };
    const writer = new DesiredWriter(kv, key, options, known?.revision ?? 0, desired);
    await writer.#writeAll();
    return writer;
  }

  get desired(): Desired {
    return this.#desired;
  }

  write(message: ToMember): void {
    this.#desired = withMessage(this.#desired, message);
    this.settled = this.settled.then(() => this.#writeAll());
  }

  /** Sees whether another coordinator has taken over meanwhile. */
  async look(): Promise<void> {
    if (this.#deposed || this.#options.connection.isClosed()) return;
    const known = await this.#kv.get(this.#key).catch(() => undefined);
    this.#heed(known ?? undefined);
  }

  /** Steps down for who wrote with a later epoch. Gives whether it did. */
  #heed(known: KvEntry | undefined): boolean {
    if (this.#deposed) return true;
    if ((known?.json<Desired>().epoch ?? 0) <= this.#desired.epoch) return false;
    this.#deposed = true;
    this.#options.deposed();
    return true;
  }

  async #writeAll(): Promise<void> {
    while (this.#written !== this.#desired && !this.#deposed && !this.#options.connection.isClosed()) {
      const desired = this.#desired;
      try {
        const text = JSON.stringify(desired);
        this.#revision =
          this.#revision === 0
            ? await this.#kv.create(this.#key, text)
            : await this.#kv.update(this.#key, text, this.#revision);
        this.#written = desired;
      } catch (error) {
        await this.#readAgain(error);
      }
    }
  }

  /** Refused, or out of reach: what stands there says which. */
  async #readAgain(cause: unknown): Promise<void> {
    try {
      const known = await this.#kv.get(this.#key);
      if (this.#heed(known ?? undefined)) return;
      this.#revision = known?.revision ?? 0;
    } catch {
      this.#options.log(
        'WARNING',
        `The NATS server does not take the plan (${messageOf(cause)}): trying again`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
