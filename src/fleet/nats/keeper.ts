import { messageOf } from '../../domain/errors.ts';
import type { NatsCoordinatorOptions } from './natsCoordinator.ts';
import type { SavedFleet, Snapshots } from './snapshots.ts';

type SavedOptions = Pick<NatsCoordinatorOptions, 'clock' | 'leaseTime' | 'log'>;

interface KeeperOptions extends SavedOptions, Pick<NatsCoordinatorOptions, 'connection'> {
  /** Whether another coordinator decides now. */
  readonly isDeposed: () => Promise<boolean>;
}

/** How often the state is kept, ms, and how many times as long as it takes to read lies between, so that it costs 2 %. */
const KEEP_MS = 1000;
const KEEP_SHARE = 50;
const KEPT_IN_A_LEASE = 6;

/** What can be gone on with: whose members have not ended by themselves meanwhile. */
export async function readSaved(
  snapshots: Snapshots,
  { clock, leaseTime, log }: SavedOptions,
): Promise<SavedFleet | undefined> {
  const saved = await snapshots.read();
  if (saved === undefined) return undefined;
  const age = clock.now() - saved.savedAt;
  if (age <= leaseTime) return saved;
  log(
    'WARNING',
    `The last coordinator was lost ${Math.round(age / 1000)} s ago, and its load is over: beginning anew`,
  );
  await snapshots.clear();
  return undefined;
}

/** Keeps the state once a second, more seldom where that takes long; in order, nothing is left behind. */
export class Keeper {
  readonly #snapshots: Snapshots;
  readonly #options: KeeperOptions;
  readonly #read: () => SavedFleet | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #changed = false;
  #closed = false;

  constructor(snapshots: Snapshots, options: KeeperOptions, read: () => SavedFleet | undefined) {
    this.#snapshots = snapshots;
    this.#options = options;
    this.#read = read;
    this.#next(KEEP_MS);
  }

  /** Keeps it at once: something was decided. */
  hurry(): void {
    this.#changed = true;
    if (this.#writing === undefined) this.#next(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    const { connection, isDeposed } = this.#options;
    // What another one goes on from is not ours to clear.
    if (connection.isClosed() || (await isDeposed())) return;
    await this.#snapshots.clear().catch(() => {});
  }

  #next(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#writing = this.#write().then((rest) => {
        this.#writing = undefined;
        this.#next(this.#changed ? 0 : rest);
      });
    }, ms);
  }

  /** Gives the time until it is to be kept again, ms. */
  async #write(): Promise<number> {
    const { clock, leaseTime } = this.#options;
    const began = clock.now();
    this.#changed = false;
    try {
      const saved = this.#read();
      const took = clock.now() - began;
      if (saved === undefined) return KEEP_MS;
      await this.#snapshots.write(saved);
      const isOver = Object.values(saved.tests).every(({ resumed }) => resumed === undefined);
      // What is over changes no more; it is only not to grow older than what can be gone on with.
      return Math.max(isOver ? leaseTime / KEPT_IN_A_LEASE : KEEP_MS, took * KEEP_SHARE);
    } catch (error) {
      const { connection, log, isDeposed } = this.#options;
      if (await this.#snapshots.isTaken().catch(() => false)) {
        if (await isDeposed()) this.#closed = true;
        // The one before kept its state once more before it stepped down.
        else await this.#snapshots.takeOver().catch(() => {});
        return KEEP_MS;
      }
      if (!this.#closed && !connection.isClosed()) {
        log('WARNING', `The state of the fleet could not be kept (${messageOf(error)}): trying again`);
      }
      return KEEP_MS;
    }
  }
}
