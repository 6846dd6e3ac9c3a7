import { randomUUID } from 'node:crypto';
import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  StorageType,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import { messageOf } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { SavedTest } from '../../engine/loadTest.ts';
import { Coordinator } from '../coordinator.ts';
import type { FromMember, ToMember } from '../messages.ts';
import type { KeptPlan, Rebalance } from '../sharedTest.ts';
import type { Time } from './clockOffset.ts';
import { type Desired, withMessage } from './desired.ts';
import type { FleetNames } from './names.ts';
import { type SavedFleet, Snapshots } from './snapshots.ts';
import { type Kept, readKept, type Told } from './wire.ts';

export interface NatsCoordinatorOptions {
  readonly connection: NatsConnection;
  readonly names: FleetNames;
  readonly clock: Clock;
  /** Members of another version are refused. */
  readonly version: string;
  readonly tests: readonly string[];
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
  readonly rebalance: Rebalance;
  /** How long members go on without a word of a coordinator, ms. */
  readonly leaseTime: number;
  /** Called once where another coordinator has taken over: this one must not decide any more. */
  readonly deposed: () => void;
}

/** A coordinator whose members are reached over NATS. */
export interface NatsCoordinator {
  readonly coordinator: Coordinator;
  /** What a coordinator left behind that was not ended in order, and whose load may still run. */
  readonly saved: SavedFleet | undefined;
  /** Takes in what members measure, from where the saved state left off. Once the tests are there. */
  listen(): Promise<void>;
  /** What the members of a test were told last by a coordinator whose run goes on; undefined where none does. */
  planOf(test: string): Plan | undefined;
  /** Whether all members that shared the load, as far as they are still there, were heard. */
  readonly complete: boolean;
  /** Keeps the state of the tests from now on, so that another coordinator could go on with them. */
  keep(tests: () => Readonly<Record<string, SavedTest | undefined>>): void;
  /** Something was decided: the state is kept at once. */
  decided(): void;
  close(): Promise<void>;
}

/** A member is missing after so long without a word, ms. */
const MISSING_MS = 3500;
const LEASE_MS = 1000;
/** A word that comes back later than so, ms, was held up by a cut. */
const LONGEST_ECHO_MS = 2500;
const RETRY_MS = 500;
/** How often the state is kept, ms, and how many times as long as it takes to read lies between, so that it costs 2 %. */
const KEEP_MS = 1000;
const KEEP_SHARE = 50;
const KEPT_IN_A_LEASE = 6;
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
  const kv = await new Kvm(connection).create(names.bucket, { history: 1 });
  const snapshots = new Snapshots(kv);
  const saved = await readSaved(snapshots, options);
  // Of a run that nobody decides any more.
  if (saved === undefined) await manager.streams.purge(names.stream);
  const writers = new Map<string, DesiredWriter>();
  const coordinator = new Coordinator({
    clock,
    rebalance: options.rebalance,
    // By then members that hear nobody have ended by themselves.
    patience: options.leaseTime,
    broadcast: (message) => {
      if (message.type !== 'quit') writers.get(message.test)?.write(message);
    },
  });
  for (const test of tests)
    writers.set(test, await DesiredWriter.begin(kv, names.desired(test), options, saved?.tests[test]));
  const roll = new Roll(coordinator, options);
  void followConnection(connection, options.log);

  const told = connection.subscribe(names.told.all, {
    callback: (error, message) => {
      if (error === null) roll.told(message.subject.split('.').at(-1) ?? '', message.json<Told>());
    },
  });
  let applied = saved?.applied ?? 0;
  let kept: ConsumerMessages | undefined;
  let keeper: Keeper | undefined;
  const by = randomUUID();
  const time = (): string => JSON.stringify({ at: clock.now(), by } satisfies Time);
  const asked = connection.subscribe(names.clock, {
    callback: (error, message) => {
      if (error === null) message.respond(time());
    },
  });
  // What it says comes back to it: as long as it does, who is silent is missing.
  const echo = connection.subscribe(names.lease, {
    callback: (error, message) => {
      if (error === null && message.json<Time>().by === by) roll.echo();
    },
  });
  const lease = setInterval(() => {
    roll.look();
    if (!connection.isClosed()) connection.publish(names.lease, time());
  }, LEASE_MS);
  return {
    coordinator,
    saved,
    planOf: (test) => writers.get(test)?.desired.plan?.plan,
    decided: () => keeper?.hurry(),
    get complete() {
      const members = [...writers.values()].flatMap(({ desired }) => desired.plan?.plan.members ?? []);
      return members.every((member) => coordinator.has(member));
    },
    async listen() {
      const plans = [...writers].flatMap(([test, { desired }]): [string, KeptPlan][] =>
        desired.plan === undefined ? [] : [[test, { ...desired.plan, resets: desired.resets }]],
      );
      if (saved !== undefined) {
        coordinator.resume(saved.ordinals, new Map(plans));
        roll.resume(saved.taken);
      }
      const consumer = await jetstream(connection).consumers.get(
        names.stream,
        saved === undefined
          ? {}
          : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: saved.applied + 1 },
      );
      kept = await consumer.consume({
        expires: PULL_MS,
        callback: (message) => {
          const { member, seq, message: heard } = readKept(message.headers, message.data) as Kept;
          roll.kept(member, seq, heard);
          applied = message.seq;
        },
      });
    },
    keep(tests) {
      keeper = new Keeper(snapshots, options, () => {
        // Reading the tests takes in all that was heard: what stands beside them is of the same moment.
        const present = Object.entries(tests()).filter(
          (each): each is [string, SavedTest] => each[1] !== undefined,
        );
        if (present.length === 0) return undefined;
        return {
          savedAt: clock.now(),
          applied,
          taken: roll.taken,
          ordinals: coordinator.ordinals,
          tests: Object.fromEntries(present),
        };
      });
    },
    async close() {
      clearInterval(lease);
      told.unsubscribe();
      asked.unsubscribe();
      echo.unsubscribe();
      await kept?.close();
      await Promise.all([...writers.values()].map((writer) => writer.settled));
      await keeper?.close();
    },
  };
}

/** What can be gone on with: whose members have not ended by themselves meanwhile. */
async function readSaved(
  snapshots: Snapshots,
  { clock, leaseTime, log }: NatsCoordinatorOptions,
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
class Keeper {
  readonly #snapshots: Snapshots;
  readonly #options: NatsCoordinatorOptions;
  readonly #read: () => SavedFleet | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #changed = false;
  #closed = false;
  #taken = false;

  constructor(snapshots: Snapshots, options: NatsCoordinatorOptions, read: () => SavedFleet | undefined) {
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
    if (!this.#taken && !this.#options.connection.isClosed()) await this.#snapshots.clear().catch(() => {});
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
      const { connection, log } = this.#options;
      if (await this.#snapshots.isTaken().catch(() => false)) {
        // Its word counts, and what it keeps is not ours to clear.
        this.#closed = true;
        this.#taken = true;
        return KEEP_MS;
      }
      if (!this.#closed && !connection.isClosed()) {
        log('WARNING', `The state of the fleet could not be kept (${messageOf(error)}): trying again`);
      }
      return KEEP_MS;
    }
  }
}

async function followConnection(
  connection: NatsConnection,
  log: NatsCoordinatorOptions['log'],
): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') {
      log('WARNING', 'The NATS server is out of reach: workers go on by the last plan');
    } else if (type === 'reconnect') log('INFO', 'The NATS server is back');
  }
}

/** Who is there, by what they say. */
class Roll {
  readonly #coordinator: Coordinator;
  readonly #options: NatsCoordinatorOptions;
  readonly #heardAt = new Map<string, number>();
  /** When its own word came back last: the server could be heard then, ms since the epoch. */
  #echoedAt: number;
  readonly #refused = new Set<string>();
  /** The last message in the stream of each member: the server tells some twice. */
  readonly #taken = new Map<string, number>();

  constructor(coordinator: Coordinator, options: NatsCoordinatorOptions) {
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

/** Whether what was saved is the run that the members were told, and were not told to end. */
function isOf(saved: SavedTest | undefined, plan: Plan): boolean {
  return saved?.resumed !== undefined && saved.run === plan.run && plan.state !== 'stopped';
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

  /** Takes over from whoever wrote before: their load goes on, or else it ends, since its numbers are theirs. */
  static async begin(
    kv: KV,
    key: string,
    options: NatsCoordinatorOptions,
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
