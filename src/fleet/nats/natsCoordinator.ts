import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  StorageType,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import type { Plan } from '../../domain/plan.ts';
import type { SavedTest } from '../../engine/loadTest.ts';
import { Coordinator } from '../coordinator.ts';
import type { Crew } from '../crew.ts';
import type { KeptPlan, Rebalance } from '../sharedTest.ts';
import type { Lease } from './clockOffset.ts';
import { DesiredWriter } from './desiredWriter.ts';
import { Keeper, readSaved } from './keeper.ts';
import type { FleetNames } from './names.ts';
import { Roll } from './roll.ts';
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
  /** What runs the chart of each member. */
  readonly crew: Crew;
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

const LEASE_MS = 1000;
/** How long the last words may take to reach the server, ms. */
const MOST_CLOSING_MS = 5000;
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
  let isDeposed = false;
  const deposed = (): void => {
    if (isDeposed) return;
    isDeposed = true;
    options.log('ERROR', 'Another coordinator has taken over this fleet: this one no longer decides');
    options.deposed();
  };
  for (const test of tests) {
    const writer = { ...options, deposed };
    writers.set(test, await DesiredWriter.begin(kv, names.desired(test), writer, saved?.tests[test]));
  }
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
  const word = (): string =>
    JSON.stringify({ at: clock.now(), by, leaseTime: options.leaseTime } satisfies Lease);
  const asked = connection.subscribe(names.clock, {
    callback: (error, message) => {
      if (error === null) message.respond(word());
    },
  });
  // What it says comes back to it: as long as it does, who is silent is missing. Where another one speaks, what stands
  // written says which of the two decides.
  const echo = connection.subscribe(names.lease, {
    callback: (error, message) => {
      if (error !== null) return;
      if (message.json<Lease>().by === by) roll.echo();
      else for (const writer of writers.values()) void writer.look();
    },
  });
  const lease = setInterval(() => {
    roll.look();
    if (!connection.isClosed()) connection.publish(names.lease, word());
  }, LEASE_MS);
  return {
    coordinator,
    crew: roll.crew,
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
        coordinator.resume(new Map(plans));
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
      const isReplaced = async (): Promise<boolean> => {
        await Promise.all([...writers.values()].map((writer) => writer.look()));
        return isDeposed;
      };
      keeper = new Keeper(snapshots, { ...options, isDeposed: isReplaced }, () => {
        // Reading the tests takes in all that was heard: what stands beside them is of the same moment.
        const present = Object.entries(tests()).filter(
          (each): each is [string, SavedTest] => each[1] !== undefined,
        );
        if (present.length === 0) return undefined;
        return {
          savedAt: clock.now(),
          applied,
          taken: roll.taken,
          tests: Object.fromEntries(present),
        };
      });
    },
    async close() {
      clearInterval(lease);
      told.unsubscribe();
      asked.unsubscribe();
      echo.unsubscribe();
      roll.close();
      const settled = async (): Promise<void> => {
        await kept?.close();
        await Promise.all([...writers.values()].map((writer) => writer.settled));
        await keeper?.close();
      };
      // Who cannot be reached is told nothing.
      const bound = new AbortController();
      await Promise.race([settled(), sleep(MOST_CLOSING_MS, undefined, bound)]);
      bound.abort();
    },
  };
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
