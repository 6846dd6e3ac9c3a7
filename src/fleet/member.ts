import { isDeepStrictEqual } from 'node:util';
import type { FleetReport } from '../../machines/spawner.machine.ts';
import type { Clock } from '../domain/clock.ts';
import { numbering } from '../domain/places.ts';
import type { Plan } from '../domain/plan.ts';
import { endOf } from '../domain/planning.ts';
import { memberPlan } from '../domain/shares.ts';
import type { CountedClass } from '../engine/census.ts';
import type { MemberTest } from '../engine/memberTest.ts';
import { encodeInParts } from '../metrics/deltaCodec.ts';
import type { SaturationMonitor } from '../metrics/saturation.ts';
import type { FromMember, ToMember } from './messages.ts';

/** Users are told so often while they change, what was measured once a second, ms. */
const USERS_MS = 200;
const MEASURED_MS = 1000;
/** Of one message: NATS takes no more than 1 MiB unless it is told to. */
const MOST_BYTES = 512 * 1024;
/** Past the end of a plan, ms, a member ends its users by itself. */
const OVERDUE_MS = 2000;

export interface MemberOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly health: SaturationMonitor;
  /** The last lines of this process's log. */
  readonly lines: () => readonly string[];
  readonly tell: (message: FromMember) => void;
  /** Given the values of load files' options as they came; gives them as users are to read them. */
  readonly readOptions: (values: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

interface Part {
  readonly test: MemberTest;
  resets: number;
  /** As last told. */
  users: string;
}

/** One member of a fleet: does what its coordinator says, and tells it what came of it. */
export class Member {
  readonly #options: MemberOptions;
  readonly #parts = new Map<string, Part>();
  readonly #timers: unknown[] = [];
  #toldLine: string | undefined;

  constructor(options: MemberOptions) {
    this.#options = options;
  }

  /** @param make Makes the test, given who hears its reports. */
  add(make: (report: (report: FleetReport) => void) => MemberTest): void {
    const test = make((report) => this.#report(test.id, report));
    this.#parts.set(test.id, { test, resets: 0, users: '' });
  }

  /** The tests' ids. */
  get tests(): readonly string[] {
    return [...this.#parts.keys()];
  }

  /** Says that it can take a share, and from now on what it measures. */
  begin(): void {
    this.#options.tell({ type: 'ready' });
    // Over NATS that is its first word.
    this.#tellHealth();
    this.#every(USERS_MS, () => {
      for (const part of this.#parts.values()) this.#tellUsers(part);
    });
    this.#every(MEASURED_MS, () => {
      for (const part of this.#parts.values()) {
        this.#endOverdue(part);
        this.#tellMeasured(part);
      }
      this.#tellHealth();
    });
  }

  hear(message: ToMember): void {
    if (message.type === 'quit') return;
    const part = this.#parts.get(message.test);
    if (part === undefined) return;
    const { test } = part;
    if (message.type === 'plan') {
      part.resets = message.resets;
      // Whoever tells a plan wants to know who is there.
      part.users = '';
      test.numberOf = numbering(message.places, this.#options.id);
      test.options = this.#options.readOptions(message.options);
      for (const [name, settings] of Object.entries(message.settings)) {
        // Users made under equal settings share their counters.
        if (isDeepStrictEqual(test.users.get(name)?.settings, settings)) continue;
        test.users.configure(name, settings);
      }
      const plan = memberPlan(message.plan, this.#options.id);
      if (plan.state === 'prepared') this.#prepare(test, plan);
      else test.carryOut(plan);
    } else if (message.type === 'reset') {
      part.resets = message.resets;
      test.reset();
    } else test.end(message.run, message.reason);
  }

  #prepare(test: MemberTest, plan: Plan): void {
    const { run, generation } = plan;
    void test
      .prepare(plan)
      .then(() => this.#options.tell({ type: 'prepared', test: test.id, run, generation }));
  }

  /** Ends the users of one test, or of all, though the plan wants them. */
  halt(only?: string): void {
    for (const [id, { test }] of this.#parts) if (only === undefined || only === id) test.halt();
  }

  /** Users are told again, though they may be those that were told before. */
  tellAgain(): void {
    for (const part of this.#parts.values()) part.users = '';
  }

  /** Users of all tests. */
  get userCount(): number {
    return [...this.#parts.values()].reduce((sum, { test }) => sum + test.userCount, 0);
  }

  /** Ends all users in order; through once none is left, and what they measured is told. */
  async leave(): Promise<void> {
    this.halt();
    while (this.userCount > 0) {
      await new Promise((resolve) => this.#options.clock.setTimeout(() => resolve(undefined), 20));
    }
    for (const part of this.#parts.values()) this.#tellMeasured(part);
  }

  /** Ends all that runs here, unheard. */
  close(): void {
    for (const timer of this.#timers) this.#options.clock.clearTimeout(timer);
    for (const { test } of this.#parts.values()) test.close();
  }

  /** The end of a run is the coordinator's to say; where it does not, the member keeps to the plan. */
  #endOverdue({ test }: Part): void {
    const end = test.plan === undefined ? null : endOf(test.plan);
    if (end !== null && this.#options.clock.now() > end + OVERDUE_MS) test.halt();
  }

  #every(ms: number, act: () => void): void {
    const { clock } = this.#options;
    const index = this.#timers.length;
    const again = (): void => {
      act();
      this.#timers[index] = clock.setTimeout(again, ms);
    };
    this.#timers[index] = clock.setTimeout(again, ms);
  }

  /** What was measured, and who is left, come before the word that nobody is. */
  #report(id: string, report: FleetReport): void {
    const part = this.#parts.get(id) as Part;
    this.#tellUsers(part);
    if (report.type === 'fleet.emptied') this.#tellMeasured(part);
    const { run, plan } = part.test;
    this.#options.tell({ type: 'report', test: id, run, generation: plan?.generation ?? 0, report });
  }

  #tellUsers(part: Part): void {
    const { test } = part;
    const classes = test.census.sets().map(counted);
    const { crashes } = test.census;
    const text = JSON.stringify([classes, crashes, test.run]);
    if (text === part.users) return;
    part.users = text;
    this.#options.tell({ type: 'users', test: test.id, run: test.run, classes, crashes });
  }

  #tellMeasured({ test, resets }: Part): void {
    const delta = test.drain();
    if (delta.entries.length + delta.failures.length + delta.exceptions.length === 0) return;
    const run = test.run;
    for (const part of encodeInParts(delta, MOST_BYTES)) {
      this.#options.tell({ type: 'measured', test: test.id, run, resets, delta: part });
    }
  }

  #tellHealth(): void {
    const { health, lines, tell } = this.#options;
    const all = lines();
    const told = this.#toldLine === undefined ? -1 : all.lastIndexOf(this.#toldLine);
    this.#toldLine = all.at(-1) ?? this.#toldLine;
    tell({
      type: 'health',
      health: health.sample(),
      memory: process.memoryUsage.rss(),
      log: all.slice(told + 1),
    });
  }
}

/** The counters alone, as they travel. */
function counted(set: CountedClass): CountedClass {
  const { name, tasks, executing, alive, starting, waiting, leaving } = set;
  return { name, tasks: [...tasks], executing: [...executing], alive, starting, waiting, leaving };
}
