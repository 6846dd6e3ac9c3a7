import type { Clock } from '../domain/clock.ts';
import type { Health } from '../metrics/saturation.ts';
import type { FromMember, ToMember } from './messages.ts';
import { type KeptPlan, type Rebalance, SharedTest, type TestSettings } from './sharedTest.ts';

/** How a member is reached. */
export interface Link {
  send(message: ToMember): void;
}

/** A member as people are shown it. */
export interface WorkerRow {
  readonly id: string;
  /** As Locust names it: `ready`, `spawning`, `running`, `cleanup`. */
  readonly state: string;
  readonly userCount: number;
  /** CPU time per second of wall time, percent of a core. */
  readonly cpu: number;
  /** Resident memory, bytes. */
  readonly memory: number;
  readonly saturated: boolean;
}

interface Member {
  readonly id: string;
  readonly link: Link | undefined;
  health: Health;
  memory: number;
}

export interface CoordinatorOptions {
  readonly clock: Clock;
  /** Tells all members at once, where they are not reached one by one. */
  readonly broadcast?: (message: ToMember) => void;
  /** Whether users of a member that may still run are shared out at once, or once they have ended by themselves. */
  readonly rebalance?: Rebalance;
  /** How long the last numbers of a run are waited for once its users should have ended, ms; 60 s by default. */
  readonly patience?: number;
}

const UNKNOWN: Health = { saturated: false, loopDelayP99Ms: 0, cpu: 0 };
/** `worker-2` before `worker-10`. */
const byNumber = new Intl.Collator('en', { numeric: true });
/** Lines of log that are kept of each member, and of how many that are gone. */
const MOST_LINES = 500;
const MOST_GONE = 100;

/** The deciding side of a fleet: who its members are, what they were told and what they tell. */
export class Coordinator {
  readonly #clock: Clock;
  readonly #rebalance: Rebalance;
  readonly #patience: number | undefined;
  readonly #broadcast: ((message: ToMember) => void) | undefined;
  readonly #members = new Map<string, Member>();
  readonly #tests = new Map<string, SharedTest>();
  readonly #logs = new Map<string, string[]>();

  constructor({ clock, broadcast, rebalance = 'at-once', patience }: CoordinatorOptions) {
    this.#clock = clock;
    this.#patience = patience;
    this.#rebalance = rebalance;
    this.#broadcast = broadcast;
  }

  /** The test of this id, shared over all members there are. */
  share(id: string, settings: () => TestSettings): SharedTest {
    const test = new SharedTest({
      id,
      clock: this.#clock,
      members: () => [...this.#members.keys()],
      tell: (message) => this.#tell(message),
      settings,
      rebalance: this.#rebalance,
      ...(this.#patience !== undefined && { patience: this.#patience }),
    });
    this.#tests.set(id, test);
    return test;
  }

  /** Goes on in place of a coordinator that is gone, by its last plans. */
  resume(plans: ReadonlyMap<string, KeptPlan>): void {
    for (const [test, plan] of plans) this.#tests.get(test)?.resume(plan);
  }

  /** A member is ready for its share. */
  join(id: string, link?: Link): void {
    this.#members.set(id, { id, link, health: UNKNOWN, memory: 0 });
    for (const test of this.#tests.values()) test.join(id);
  }

  /** A member is gone; `mayRunUntil` where its users may still run, ms since the epoch. */
  lose(id: string, mayRunUntil?: number): void {
    if (!this.#members.delete(id)) return;
    for (const test of this.#tests.values()) test.lose(id, mayRunUntil);
    const gone = [...this.#logs.keys()].filter((each) => !this.#members.has(each));
    for (const each of gone.slice(0, -MOST_GONE)) this.#logs.delete(each);
  }

  hear(id: string, message: FromMember): void {
    if (message.type === 'ready') return;
    if (message.type !== 'health') {
      // What was measured counts, also of one that is gone meanwhile.
      if (message.type === 'measured' || this.#members.has(id)) {
        this.#tests.get(message.test)?.hear(id, message);
      }
      return;
    }
    const member = this.#members.get(id);
    if (member !== undefined) Object.assign(member, { health: message.health, memory: message.memory });
    this.#logs.set(id, [...(this.#logs.get(id) ?? []), ...message.log].slice(-MOST_LINES));
  }

  /** Whether a member of this name is there. */
  has(id: string): boolean {
    return this.#members.has(id);
  }

  get count(): number {
    return this.#members.size;
  }

  /** Whether one of the members is too busy for its numbers to be trusted. */
  get saturated(): boolean {
    return [...this.#members.values()].some(({ health }) => health.saturated);
  }

  /** The members, with their users of one test. */
  rows(test: string): WorkerRow[] {
    const shared = this.#tests.get(test);
    const members = [...this.#members.values()].sort((a, b) => byNumber.compare(a.id, b.id));
    return members.map(({ id, health, memory }) => ({
      id,
      state: shared?.stateOf(id) ?? 'ready',
      userCount: shared?.usersOf(id) ?? 0,
      cpu: health.cpu * 100,
      memory,
      saturated: health.saturated,
    }));
  }

  /** The last lines of each member's log, those of the last that are gone too. */
  logs(): Record<string, string[]> {
    return Object.fromEntries(this.#logs);
  }

  #tell(message: ToMember): void {
    if (this.#broadcast !== undefined) this.#broadcast(message);
    else for (const { link } of this.#members.values()) link?.send(message);
  }
}
