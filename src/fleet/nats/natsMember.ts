import { jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import { messageOf } from '../../domain/errors.ts';
import type { SharedPlan } from '../../domain/shares.ts';
import type { Member } from '../member.ts';
import type { FromMember, ToMember } from '../messages.ts';
import { type ClockOffset, type Lease, measureOffset, type Time } from './clockOffset.ts';
import { type Desired, goesOn, messagesBetween } from './desired.ts';
import type { FleetNames } from './names.ts';
import { type Kept, type Told, writeKept } from './wire.ts';

export interface NatsMemberOptions {
  readonly connection: NatsConnection;
  readonly names: FleetNames;
  readonly id: string;
  readonly clock: Clock;
  readonly version: string;
  /** How long users go on without a word of the coordinator, ms, until one says how long. */
  readonly leaseTime: number;
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
}

const RETRY_MS = 500;
const LOOK_MS = 500;
/** What is told without being kept may be lost in a cut: it is told again so often, ms. */
const AGAIN_MS = 5000;
const ANSWER_MS = 1000;
/** How long what was measured last may take to reach the server, ms. */
const FLUSH_MS = 5000;

/** A member's way to its coordinator and back, over NATS. */
export class NatsMember {
  readonly #options: NatsMemberOptions;
  readonly #outbox: Kept[] = [];
  readonly #known = new Map<string, Desired>();
  #seq = 0;
  #sending = false;
  #leaseAt: number;
  #leaseTime: number;
  #halted = false;
  #offset: ClockOffset | undefined;
  #measuring = false;
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #lease: Subscription | undefined;
  #watch: { stop(): void } | undefined;
  #kv: KV | undefined;

  constructor(options: NatsMemberOptions) {
    this.#options = options;
    this.#leaseAt = options.clock.now();
    this.#leaseTime = options.leaseTime;
  }

  /** Takes what the member says. */
  tell(message: FromMember): void {
    const { connection, names, id, version } = this.#options;
    if (message.type === 'ready') return;
    if (message.type === 'measured' || message.type === 'report') {
      this.#outbox.push({ member: id, seq: ++this.#seq, message });
      void this.#send();
      return;
    }
    if (connection.isClosed()) return;
    const told: Told = message.type === 'health' ? { ...message, version } : message;
    connection.publish(names.told.of(id), JSON.stringify(told));
  }

  /** Hears the coordinator until it leaves. */
  async begin(member: Member): Promise<void> {
    const { connection, names, clock, log } = this.#options;
    // Times of a plan mean nothing before.
    await this.#setClock();
    this.#lease = connection.subscribe(names.lease, {
      callback: (error, message) => {
        if (error !== null) return;
        const { by, leaseTime } = message.json<Lease>();
        this.#leaseAt = clock.now();
        this.#leaseTime = leaseTime;
        if (by !== this.#offset?.by) void this.#setClock();
        if (this.#halted) void this.#takeUp(member);
      },
    });
    this.#again = setInterval(() => member.tellAgain(), AGAIN_MS);
    this.#timer = setInterval(() => {
      const silent = clock.now() - this.#leaseAt;
      if (silent <= this.#leaseTime || this.#halted) return;
      this.#halted = true;
      const words = `No word of the coordinator for ${this.#leaseTime / 1000} s`;
      if (member.userCount > 0) log('ERROR', `${words}: the users of this worker end`);
      else log('INFO', `${words}: waiting for one`);
      // What comes when the coordinator is back is heard anew.
      this.#known.clear();
      member.halt();
    }, LOOK_MS);
    const kv = await new Kvm(connection).create(names.bucket, { history: 1 });
    this.#kv = kv;
    const watch = await kv.watch({ key: names.desired('*') });
    this.#watch = watch;
    void (async () => {
      for await (const entry of watch) {
        const test = entry.key.split('.').at(-1) ?? '';
        this.#hear(member, test, entry.json<Desired>());
      }
    })();
  }

  /** Says that it goes, and waits until what was measured has reached the server. */
  async leave(): Promise<void> {
    const { connection, names, id, clock } = this.#options;
    clearInterval(this.#timer);
    clearInterval(this.#again);
    this.#lease?.unsubscribe();
    this.#watch?.stop();
    const end = clock.now() + FLUSH_MS;
    while (this.#outbox.length > 0 && clock.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (!connection.isClosed()) connection.publish(names.told.of(id), JSON.stringify({ type: 'leave' }));
  }

  /** After a time without a coordinator: what it says now holds, though it may have said it before. */
  async #takeUp(member: Member): Promise<void> {
    const { names, log } = this.#options;
    this.#halted = false;
    try {
      for (const test of member.tests) {
        const entry = await this.#kv?.get(names.desired(test));
        if (entry?.operation === 'PUT') this.#hear(member, test, entry.json<Desired>());
      }
      log('INFO', 'The coordinator is back');
    } catch {
      // Its next word is heard again.
      this.#halted = true;
    }
  }

  #hear(member: Member, test: string, desired: Desired): void {
    const before = this.#known.get(test);
    this.#known.set(test, desired);
    // Another coordinator, which knows nothing of the load that runs here.
    if (before !== undefined && !goesOn(before, desired)) member.halt(test);
    for (const message of messagesBetween(test, before, desired)) member.hear(this.#onOurClock(message));
  }

  #onOurClock(message: ToMember): ToMember {
    if (message.type !== 'plan' || this.#offset === undefined) return message;
    return { ...message, plan: shifted(message.plan, this.#offset.ms) };
  }

  /** Compares this clock with the coordinator's; where none is there, its first word does it again. */
  async #setClock(): Promise<void> {
    if (this.#measuring) return;
    this.#measuring = true;
    const { connection, names, clock } = this.#options;
    try {
      const ask = async (): Promise<Time> => {
        const answer = await connection.request(names.clock, undefined, { timeout: ANSWER_MS });
        const lease = answer.json<Lease>();
        this.#leaseTime = lease.leaseTime;
        return lease;
      };
      this.#offset = await measureOffset(ask, clock);
    } catch {
      // Nobody answers.
    }
    this.#measuring = false;
  }

  /** One after another, each until the server has it: what is not acknowledged keeps its number and is sent again. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const { connection, names, id, log } = this.#options;
    const stream = jetstream(connection);
    while (this.#outbox.length > 0 && !connection.isClosed()) {
      const kept = this.#outbox[0] as Kept;
      const { headers, data } = writeKept(kept);
      try {
        await stream.publish(names.kept.of(id), data, { msgID: `${id}-${kept.seq}`, headers });
        this.#outbox.shift();
      } catch (error) {
        log('WARNING', `The NATS server did not take what was measured (${messageOf(error)}): sent again`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#sending = false;
  }
}

/** Tells the coordinator why a worker cannot be its member. */
export async function tellFailure(
  connection: NatsConnection,
  names: FleetNames,
  id: string,
  why: string,
): Promise<void> {
  if (connection.isClosed()) return;
  connection.publish(names.told.of(id), JSON.stringify({ type: 'failed', why } satisfies Told));
  await connection.flush();
}

/** The plan with its times by a clock that is ahead by `ms`. */
function shifted(plan: SharedPlan, ms: number): SharedPlan {
  return {
    ...plan,
    startAt: plan.startAt + ms,
    loads: plan.loads.map((load) => ({ ...load, endsAt: load.endsAt === null ? null : load.endsAt + ms })),
    sharing: { ...plan.sharing, rampAt: plan.sharing.rampAt + ms },
  };
}
