import { type Observable, Subject } from 'rxjs';
import { type AnyActorRef, fromCallback } from 'xstate';
import type { FleetCommand, FleetInput } from '../../machines/spawner.machine.ts';
import type { Provided } from '../../machines/support/provided.ts';
import type { Clock } from '../domain/clock.ts';
import { firstPlaces, type Places, withoutMember, withShares } from '../domain/places.ts';
import type { Plan } from '../domain/plan.ts';
import { type SharedPlan, shareOut, sharesAt } from '../domain/shares.ts';
import type { StopReason } from '../domain/stopReason.ts';
import type { CensusView } from '../engine/census.ts';
import type { MeasuredElsewhere, RemoteDelta } from '../engine/loadTest.ts';
import type { ClassSettings } from '../engine/userClasses.ts';
import { decodeDelta } from '../metrics/deltaCodec.ts';
import { isoSeconds } from '../metrics/timeline.ts';
import type { FromMember, ToMember } from './messages.ts';
import { type Counted, SummedCensus } from './summedCensus.ts';

/** When users of a member that is cut off, and may still run, are shared out again. */
export type Rebalance = 'at-once' | 'after-lease';

/** What travels with a plan: what was changed of the test since the program began. */
export interface TestSettings {
  readonly classes: Readonly<Record<string, ClassSettings>>;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface SharedTestOptions {
  /** The test's id. */
  readonly id: string;
  readonly clock: Clock;
  /** The members that can take a share now. */
  readonly members: () => readonly string[];
  /** Tells all members. */
  readonly tell: (message: ToMember) => void;
  readonly settings: () => TestSettings;
  readonly rebalance?: Rebalance;
  /** How long the last numbers of a run are waited for once its users should have ended, ms; 60 s by default. */
  readonly patience?: number;
}

/** A member that was lost with users, which may still run until a moment (ms since the epoch). */
interface Lost {
  readonly users: number;
  readonly until: number;
  readonly timer: unknown;
}

/** What a coordinator that is gone has told the members last. */
export type KeptPlan = Pick<Extract<ToMember, { type: 'plan' }>, 'plan' | 'places' | 'resets'>;

/** A run that the members share: who it reports to, and what they were told. */
interface SharedRun {
  readonly supervisor: AnyActorRef;
  readonly plan: Plan;
  readonly shared: SharedPlan;
  /** How the members number their users. */
  readonly places: Places;
  /** Members that are not where the plan wants them yet. */
  readonly due: Set<string>;
  /** Members that are not prepared yet, while the run waits for them to begin together. */
  readonly unprepared: Set<string> | undefined;
}

/**
 * One test over all members of a fleet: shares its plan out, and adds up what they report. Each plan that is sent
 * has a number of its own, since members that come and go change the shares while the plan stays.
 */
export class SharedTest implements MeasuredElsewhere {
  readonly census: CensusView;
  readonly deltas$: Observable<RemoteDelta>;
  readonly #options: SharedTestOptions;
  readonly #deltas = new Subject<RemoteDelta>();
  readonly #counted = new Map<string, Counted>();
  #lostCrashes = 0;
  readonly #lost = new Map<string, Lost>();
  #notes: string[] = [];
  #resets = 0;
  #issued = 0;
  #run: SharedRun | undefined;
  /** What the members do whose coordinator is gone, until they are told anew. */
  #kept: KeptPlan | undefined;
  /** Ends the waiting for members that are not prepared. */
  #barrier: unknown;
  /** Ends the waiting for what was measured last. */
  #patience: unknown;

  constructor(options: SharedTestOptions) {
    this.#options = options;
    this.deltas$ = this.#deltas;
    this.census = new SummedCensus(
      this.#counted,
      () => this.#lostCrashes,
      () => this.#forgetCrashes(),
    );
  }

  /** What carries plans out, as the run's chart knows it. */
  fleet(): Provided<FleetCommand, FleetInput> {
    return fromCallback<FleetCommand, FleetInput>(({ input, receive }) => {
      const { plan, supervisor } = input;
      if (this.#kept === undefined) this.#notes = [];
      if (this.#kept?.plan.run !== plan.run) this.#kept = undefined;
      this.#run = undefined;
      if (this.#kept === undefined) this.#prepare(supervisor, plan);
      else this.#issue(supervisor, plan);
      if (!this.#isCarried) supervisor.send({ type: 'fleet.failed', message: NOBODY });
      receive((command) => this.#change(supervisor, command.plan));
      return () => {
        this.#options.clock.clearTimeout(this.#barrier);
        this.#options.clock.clearTimeout(this.#patience);
        this.#run = undefined;
      };
    }) as never;
  }

  /** Goes on from the last plan that its members were told, whoever told them. */
  resume(kept: KeptPlan): void {
    this.#issued = kept.plan.generation;
    this.#resets = kept.resets;
    this.#kept = kept;
  }

  get unconfirmed(): number {
    const now = this.#options.clock.now();
    return [...this.#lost.values()].reduce((sum, { users, until }) => sum + (until > now ? users : 0), 0);
  }

  notes(): readonly string[] {
    return this.#notes;
  }

  reset(): void {
    this.#resets++;
    this.#options.tell({ type: 'reset', test: this.#options.id, resets: this.#resets });
  }

  /** Tells the members that a run is over in all of them. */
  end(run: number, reason: StopReason): void {
    this.#options.tell({ type: 'ended', test: this.#options.id, run, reason });
  }

  /** Users that each member has. */
  usersOf(member: string): number {
    return this.#counted.get(member)?.classes.reduce((sum, { alive }) => sum + alive, 0) ?? 0;
  }

  /** How far a member is with the present plan, by Locust's names. */
  stateOf(member: string): 'ready' | 'spawning' | 'running' | 'cleanup' {
    if (this.#run === undefined) return 'ready';
    if (this.#run.plan.state === 'stopped') return this.#run.due.has(member) ? 'cleanup' : 'ready';
    return this.#run.due.has(member) ? 'spawning' : 'running';
  }

  hear(member: string, message: FromMember): void {
    if (message.type === 'users') {
      this.#counted.set(member, { classes: message.classes, crashes: message.crashes });
    } else if (message.type === 'measured') {
      if (message.resets !== this.#resets) return;
      this.#deltas.next({ run: message.run, node: member, delta: decodeDelta(message.delta) });
    } else if (message.type === 'prepared') {
      if (message.generation === this.#run?.shared.generation) this.#arrive(this.#run, member);
    } else if (message.type === 'report' && message.run === this.#run?.plan.run) {
      this.#report(member, message);
    }
  }

  /** A member came: it takes its share of what is going on. */
  join(member: string): void {
    this.#release(member);
    this.#shareAnew();
  }

  /** A member is gone, and its users with it, at once or by that moment: the others take them over. */
  lose(member: string, mayRunUntil?: number): void {
    const users = this.usersOf(member);
    this.#lostCrashes += this.#counted.get(member)?.crashes ?? 0;
    this.#counted.delete(member);
    const run = this.#run;
    if (run === undefined) return;
    this.#note(member, users, mayRunUntil);
    if (users > 0 && mayRunUntil !== undefined) this.#hold(member, users, mayRunUntil);
    if (mayRunUntil === undefined) this.#run = { ...run, places: withoutMember(run.places, member) };
    if (run.plan.state === 'stopped' || this.#isHeld(member)) {
      run.due.delete(member);
      this.#settle(run);
    } else if (this.#options.members().length === 0) {
      run.supervisor.send({ type: 'fleet.failed', message: NOBODY });
    } else if (run.unprepared !== undefined) this.#arrive(run, member);
    else this.#shareAnew();
  }

  #note(member: string, users: number, mayRunUntil: number | undefined): void {
    const until =
      mayRunUntil === undefined
        ? ''
        : `, and its ${users} users may have run on until ${isoSeconds(mayRunUntil)}`;
    const now = isoSeconds(this.#options.clock.now());
    this.#notes.push(
      `The worker ${member} was lost at ${now} with ${users} users: what it measured last, up to a second of it, may be missing${until}`,
    );
  }

  #hold(member: string, users: number, until: number): void {
    const { clock } = this.#options;
    const end = (): void => {
      this.#lost.delete(member);
      this.#shareAnew();
    };
    this.#lost.set(member, { users, until, timer: clock.setTimeout(end, Math.max(0, until - clock.now())) });
  }

  #release(member: string): void {
    const lost = this.#lost.get(member);
    if (lost === undefined) return;
    this.#options.clock.clearTimeout(lost.timer);
    this.#lost.delete(member);
  }

  /** Whether the share of a lost member is nobody else's yet, so that the plan is never exceeded. */
  #isHeld(member: string): boolean {
    return this.#options.rebalance === 'after-lease' && this.#lost.has(member);
  }

  /** Whether there is a member that has a share. */
  get #isCarried(): boolean {
    return (this.#run?.shared.members ?? []).length > 0;
  }

  #shareAnew(): void {
    const run = this.#run;
    if (run === undefined || run.plan.state === 'stopped') return;
    // Who comes while a run waits for its members begins with them.
    if (run.unprepared === undefined) this.#issue(run.supervisor, run.plan);
  }

  /** Tells the members to make ready, so that they begin together. */
  #prepare(supervisor: AnyActorRef, plan: Plan): void {
    const { clock } = this.#options;
    const members = this.#options.members();
    if (members.length === 0) return;
    const shared: SharedPlan = {
      ...plan,
      state: 'prepared',
      generation: ++this.#issued,
      members,
      sharing: { before: {}, after: {}, rampAt: clock.now() },
    };
    const run: SharedRun = {
      supervisor,
      plan,
      shared,
      places: firstPlaces(members.length),
      due: new Set(members),
      unprepared: new Set(members),
    };
    this.#run = run;
    this.#barrier = clock.setTimeout(() => this.#start(), MOST_PREPARING_MS);
    this.#tellPlan(run);
  }

  /** A member is prepared, or gone: the run begins once nobody is waited for. */
  #arrive({ unprepared }: SharedRun, member: string): void {
    if (unprepared?.delete(member) && unprepared.size === 0) this.#start();
  }

  /** Who is not prepared by now comes later, where the clock says that it should be. */
  #start(): void {
    const run = this.#run;
    this.#options.clock.clearTimeout(this.#barrier);
    if (run?.unprepared !== undefined) this.#issue(run.supervisor, run.plan, START_LEAD_MS);
  }

  #change(supervisor: AnyActorRef, plan: Plan): void {
    const waits = this.#run?.unprepared !== undefined;
    if (waits && plan.state !== 'stopped') this.#run = { ...(this.#run as SharedRun), plan };
    else {
      this.#options.clock.clearTimeout(this.#barrier);
      this.#issue(supervisor, plan);
    }
  }

  /** Shares the plan out, from where the members are by the clock, and tells them; it begins `lead` ms from now. */
  #issue(supervisor: AnyActorRef, plan: Plan, lead = 0): void {
    const { clock } = this.#options;
    const present = this.#options.members();
    const held = [...this.#lost.keys()].filter((each) => this.#isHeld(each) && !present.includes(each));
    const members = [...present, ...held];
    const now = clock.now();
    const kept = this.#kept;
    this.#kept = undefined;
    const known = this.#run?.shared ?? kept?.plan;
    const position = known === undefined ? {} : sharesAt(known, now);
    const before = Object.fromEntries(members.map((member) => [member, position[member] ?? {}]));
    const after = shareOut(plan.loads[0]?.classes ?? [], members, before);
    const shared: SharedPlan = {
      ...plan,
      generation: ++this.#issued,
      members,
      sharing: { before, after, rampAt: now + lead },
    };
    // Users that there are keep their numbers.
    const begun = this.#run?.unprepared === undefined ? this.#run?.places : undefined;
    const places = withShares(begun ?? kept?.places ?? firstPlaces(members.length), after);
    const run: SharedRun = {
      supervisor,
      plan,
      shared,
      places,
      due: new Set(present),
      unprepared: undefined,
    };
    this.#run = run;
    this.#tellPlan(run);
    this.#settle(run);
    if (plan.state === 'stopped' && run.due.size > 0) this.#awaitLast(run);
  }

  /** A run is over without the last numbers of members that are heard and do not tell them. */
  #awaitLast(run: SharedRun): void {
    const { clock, patience = PATIENCE_MS } = this.#options;
    const bound = run.plan.stopTimeout + patience;
    clock.clearTimeout(this.#patience);
    this.#patience = clock.setTimeout(() => {
      const now = isoSeconds(clock.now());
      for (const member of run.due) {
        this.#notes.push(
          `The worker ${member} did not tell what it measured last within ${bound / 1000} s of the stop, until ${now}: numbers may be missing, and its users may still run`,
        );
      }
      run.due.clear();
      this.#settle(run);
    }, bound);
  }

  #tellPlan({ shared, places }: SharedRun): void {
    const { id, tell, settings } = this.#options;
    const { classes, options } = settings();
    tell({
      type: 'plan',
      test: id,
      plan: shared,
      settings: classes,
      options,
      places,
      resets: this.#resets,
    });
  }

  #report(member: string, { report, generation }: Extract<FromMember, { type: 'report' }>): void {
    const run = this.#run as SharedRun;
    // That its users have ended may be told late, and of a time without a coordinator.
    const stopped = run.plan.state === 'stopped' && generation === run.shared.generation;
    if (report.type === 'fleet.exhausted') {
      run.supervisor.send({ type: 'fleet.exhausted', crashes: this.census.crashes });
    } else if (report.type === 'fleet.failed') {
      run.supervisor.send({ type: 'fleet.failed', message: `${member}: ${report.message}` });
    } else if (report.type === 'fleet.emptied' ? stopped : report.generation === run.shared.generation) {
      run.due.delete(member);
      this.#settle(run);
    }
  }

  #settle({ due, plan, supervisor }: SharedRun): void {
    if (due.size > 0) return;
    if (plan.state === 'stopped') {
      this.#options.clock.clearTimeout(this.#patience);
      supervisor.send({ type: 'fleet.emptied' });
    } else if (this.#options.members().length > 0) {
      supervisor.send({ type: 'fleet.reached', generation: plan.generation });
    }
  }

  #forgetCrashes(): void {
    this.#lostCrashes = 0;
    for (const [member, { classes }] of this.#counted) this.#counted.set(member, { classes, crashes: 0 });
  }
}

/** How long a run waits for members to be prepared, and how long before it begins they are told, ms. */
const MOST_PREPARING_MS = 5000;
const START_LEAD_MS = 50;
const PATIENCE_MS = 60_000;
const NOBODY = 'No worker is left to carry the load; the log says why they ended';
