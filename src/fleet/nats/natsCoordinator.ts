import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import { messageOf } from '../../domain/errors.ts';
import { Coordinator } from '../coordinator.ts';
import type { FromMember, ToMember } from '../messages.ts';
import { type Desired, withMessage } from './desired.ts';
import type { FleetNames } from './names.ts';
import { type Kept, readKept, type Told } from './wire.ts';

export interface NatsCoordinatorOptions {
  readonly connection: NatsConnection;
  readonly names: FleetNames;
  readonly clock: Clock;
  /** Members of another version are refused. */
  readonly version: string;
  readonly tests: readonly string[];
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
  /** Called once where another coordinator has taken over: this one must not decide any more. */
  readonly deposed: () => void;
}

/** A coordinator whose members are reached over NATS. */
export interface NatsCoordinator {
  readonly coordinator: Coordinator;
  close(): Promise<void>;
}

/** A member is missing after so long without a word, ms. */
const MISSING_MS = 3500;
const LEASE_MS = 1000;
const RETRY_MS = 500;
/** After a restart the server knows nothing of who reads its stream; that is noticed after about so long, ms. */
const PULL_MS = 2000;
/** What was measured is kept by the server for those who come back, ms and bytes. */
const KEPT_MS = 3600 * 1000;
const KEPT_BYTES = 256 * 1024 * 1024;

/** Opens a fleet on a NATS server with JetStream; a coordinator that was there before is deposed. */
export async function openNatsCoordinator(options: NatsCoordinatorOptions): Promise<NatsCoordinator> {
  const { connection, names, clock, tests } = options;
  const manager = await jetstreamManager(connection);
  const stream = {
    name: names.stream,
    subjects: [names.kept.all],
    storage: StorageType.File,
    max_age: KEPT_MS * 1e6,
    max_bytes: KEPT_BYTES,
  };
  await manager.streams.add(stream).catch(() => manager.streams.update(names.stream, stream));
  // Of a run that nobody decides any more.
  await manager.streams.purge(names.stream);
  const kv = await new Kvm(connection).create(names.bucket, { history: 1 });
  const writers = new Map<string, DesiredWriter>();
  const coordinator = new Coordinator({
    clock,
    broadcast: (message) => {
      if (message.type !== 'quit') writers.get(message.test)?.write(message);
    },
  });
  for (const test of tests) writers.set(test, await DesiredWriter.begin(kv, names.desired(test), options));
  const roll = new Roll(coordinator, options);
  void followConnection(connection, roll, options.log);

  const told = connection.subscribe(names.told.all, {
    callback: (error, message) => {
      if (error === null) roll.told(message.subject.split('.').at(-1) ?? '', message.json<Told>());
    },
  });
  const consumer = await jetstream(connection).consumers.get(names.stream);
  const kept = await consumer.consume({
    expires: PULL_MS,
    callback: (message) => {
      const { member, seq, message: heard } = readKept(message.headers, message.data) as Kept;
      roll.kept(member, seq, heard);
    },
  });
  const lease = setInterval(() => {
    roll.look();
    if (!connection.isClosed()) connection.publish(names.lease, JSON.stringify({ at: clock.now() }));
  }, LEASE_MS);
  return {
    coordinator,
    async close() {
      clearInterval(lease);
      told.unsubscribe();
      await kept.close();
      await Promise.all([...writers.values()].map((writer) => writer.settled));
    },
  };
}

/** While the server is out of reach nobody can be heard: nobody is missed then. */
async function followConnection(
  connection: NatsConnection,
  roll: Roll,
  log: NatsCoordinatorOptions['log'],
): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') {
      log('WARNING', 'The NATS server is out of reach: workers go on by the last plan');
      roll.deaf = true;
    } else if (type === 'reconnect') {
      log('INFO', 'The NATS server is back');
      roll.hearAgain();
    }
  }
}

/** Who is there, by what they say. */
class Roll {
  /** Whether the server is out of reach. */
  deaf = false;
  readonly #coordinator: Coordinator;
  readonly #options: NatsCoordinatorOptions;
  readonly #heardAt = new Map<string, number>();
  readonly #refused = new Set<string>();
  /** The last message in the stream of each member: the server tells some twice. */
  readonly #taken = new Map<string, number>();

  constructor(coordinator: Coordinator, options: NatsCoordinatorOptions) {
    this.#coordinator = coordinator;
    this.#options = options;
  }

  told(member: string, told: Told): void {
    const { clock, version, log } = this.#options;
    if (told.type === 'leave') {
      this.#lose(member, 'it ends');
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

  /** The server is back; all have their time anew to say a word. */
  hearAgain(): void {
    this.deaf = false;
    for (const member of this.#heardAt.keys()) this.#heardAt.set(member, this.#options.clock.now());
  }

  /** Those who were not heard for long are missing. */
  look(): void {
    if (this.deaf) return;
    const { clock } = this.#options;
    for (const [member, at] of this.#heardAt) {
      if (clock.now() - at > MISSING_MS) this.#lose(member, `not heard for ${MISSING_MS / 1000} s`);
    }
  }

  #lose(member: string, why: string): void {
    this.#heardAt.delete(member);
    if (!this.#coordinator.has(member)) return;
    this.#options.log('WARNING', `The worker ${member} is gone (${why}): its users go to the others`);
    this.#coordinator.lose(member);
  }
}

/** Writes what a test should be doing, the newest of it, and never over another coordinator's word. */
class DesiredWriter {
  /** Through once all is written. */
  settled: Promise<void> = Promise.resolve();
  readonly #kv: KV;
  readonly #key: string;
  readonly #options: NatsCoordinatorOptions;
  #revision: number;
  #desired: Desired;
  #written: Desired | undefined;
  #deposed = false;

  private constructor(
    kv: KV,
    key: string,
    options: NatsCoordinatorOptions,
    revision: number,
    desired: Desired,
  ) {
    this.#kv = kv;
    this.#key = key;
    this.#options = options;
    this.#revision = revision;
    this.#desired = desired;
  }

  /** Takes over from whoever wrote before: their load ends, since its numbers are theirs. */
  static async begin(kv: KV, key: string, options: NatsCoordinatorOptions): Promise<DesiredWriter> {
    const known = await kv.get(key);
    const epoch = (known?.json<Desired>().epoch ?? 0) + 1;
    const desired = { epoch, plan: undefined, resets: 0, ended: undefined };
    const writer = new DesiredWriter(kv, key, options, known?.revision ?? 0, desired);
    await writer.#writeAll();
    return writer;
  }

  write(message: ToMember): void {
    this.#desired = withMessage(this.#desired, message);
    this.settled = this.settled.then(() => this.#writeAll());
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
    const { log, deposed } = this.#options;
    try {
      const known = await this.#kv.get(this.#key);
      const epoch = known?.json<Desired>().epoch ?? 0;
      if (epoch > this.#desired.epoch) {
        this.#deposed = true;
        log('ERROR', 'Another coordinator has taken over this fleet: this one no longer decides');
        deposed();
        return;
      }
      this.#revision = known?.revision ?? 0;
    } catch {
      log('WARNING', `The NATS server does not take the plan (${messageOf(cause)}): trying again`);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
