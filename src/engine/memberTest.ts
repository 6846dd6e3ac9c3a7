import { type Observable, Subject } from 'rxjs';
import { type Actor, createActor, fromCallback } from 'xstate';
import type { LoadTestFact } from '../../machines/loadTest.machine.ts';
import { type FleetReport, spawnerMachine } from '../../machines/spawner.machine.ts';
import type { Clock } from '../domain/clock.ts';
import type { Plan } from '../domain/plan.ts';
import type { Sample, TaskException } from '../domain/sample.ts';
import type { StopReason } from '../domain/stopReason.ts';
import type { SessionUser } from '../http/http.ts';
import type { HttpSession } from '../http/session.ts';
import type { Bounds } from '../metrics/bounds.ts';
import type { Delta } from '../metrics/delta.ts';
import { Recorder } from '../metrics/recorder.ts';
import { Statistics } from '../metrics/statistics.ts';
import { Census } from './census.ts';
import type { TestState } from './loadTest.ts';
import { namedFromFolder } from './namedFromFolder.ts';
import { createPopulation } from './population.ts';
import type { UserClasses } from './userClasses.ts';
import { UserMaker } from './userMaker.ts';

export interface MemberTestOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly users: UserClasses;
  readonly openSession: (user: SessionUser) => HttpSession;
  /** Asked when a run begins; its users begin once it is through. */
  readonly prepare?: (run: number) => Promise<void> | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where a copy of the load files lies that was made for this process; undefined where it reads them themselves. */
  readonly copiedTo?: string | undefined;
  readonly bounds: Partial<Bounds>;
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
  /** Told how far this member is with the plan. */
  readonly report: (report: FleetReport) => void;
}

/** A test's part in one member of a fleet: its users and what they measure. The plan comes from elsewhere. */
export class MemberTest {
  readonly id: string;
  readonly users: UserClasses;
  readonly census = new Census();
  /** What this member alone measured in the present run, or the last one. */
  readonly statistics: Statistics;
  readonly samples$: Observable<Sample>;
  readonly exceptions$: Observable<TaskException>;
  readonly facts$: Observable<LoadTestFact>;
  readonly resets$: Observable<void>;
  /** Values of options that load files declared; users read the present ones. */
  options: Readonly<Record<string, unknown>>;
  /** The present run, or the last one; 0 before the first. */
  run = 0;
  /** The number of a class's user by the order in which this process makes them in a run. */
  numberOf: (name: string, order: number) => number = (_name, order) => order;
  readonly #options: MemberTestOptions;
  readonly #samples = new Subject<Sample>();
  readonly #exceptions = new Subject<TaskException>();
  readonly #facts = new Subject<LoadTestFact>();
  readonly #resets = new Subject<void>();
  readonly #population: ReturnType<typeof createPopulation>;
  #recorder: Recorder;
  #plan: Plan | undefined;
  #host = '';
  /** When the present run began, ms since the epoch: a coordinator that begins anew counts its runs anew. */
  #startAt = 0;
  /** How many users of each class were made in the present run, whatever ended them. */
  readonly #made = new Map<string, number>();
  #reached = false;
  #prepared: Promise<void> | undefined;
  #spawner: Actor<typeof spawnerMachine> | undefined;

  constructor(options: MemberTestOptions) {
    const { id, users, clock, openSession, log, copiedTo } = options;
    const told = copiedTo === undefined ? asTold : namedFromFolder(copiedTo);
    this.#options = options;
    this.id = id;
    this.users = users;
    this.options = options.options;
    this.statistics = new Statistics({ bounds: options.bounds });
    this.samples$ = this.#samples;
    this.exceptions$ = this.#exceptions;
    this.facts$ = this.#facts;
    this.resets$ = this.#resets;
    this.#recorder = this.#newRecorder();
    this.#exceptions.subscribe((exception) => this.#recorder.recordException(exception));
    const maker = new UserMaker({
      users,
      census: this.census,
      clock,
      openSession,
      numberOf: (name, order) => this.numberOf(name, order),
      emit: (sample) => this.#onSample(sample),
      report: (exception) => this.#exceptions.next(told(exception)),
      options: () => this.options,
      prepared: () => this.#prepared,
    });
    this.#population = createPopulation({
      clock,
      census: this.census,
      createLife: (name, _order, ...rest) => maker.create(name, this.#count(name), ...rest),
      log,
    });
  }

  /** Where users of the present run aim, from when it is prepared on. */
  get host(): string {
    return this.#host;
  }

  /** The plan of the present run, or of the last one. */
  get plan(): Plan | undefined {
    return this.#plan;
  }

  /** What it does, by Locust's names. */
  get state(): TestState {
    if (this.run === 0) return 'ready';
    if (this.#spawner === undefined) return 'spawning';
    if (this.#plan?.state === 'running') return this.#reached ? 'running' : 'spawning';
    return this.userCount > 0 ? 'stopping' : 'stopped';
  }

  /** Users alive now. */
  get userCount(): number {
    return this.census.alive;
  }

  /** Makes a run ready to begin, which ends the one before it; through once its users could begin. */
  async prepare({ run, host, startAt }: Plan): Promise<void> {
    const { clock, prepare } = this.#options;
    this.#spawner?.stop();
    this.#spawner = undefined;
    if (run !== this.run) {
      this.#recorder = this.#newRecorder();
      this.statistics.start(clock.now());
    }
    if (run !== this.run || startAt !== this.#startAt) this.#made.clear();
    this.run = run;
    this.#startAt = startAt;
    this.#host = host;
    this.#plan = undefined;
    this.census.beginRun();
    this.#prepared = prepare?.(run);
    await this.#prepared;
  }

  /** Brings about the plan, which has this member's own lines; a plan of another run begins that run. */
  carryOut(plan: Plan): void {
    const begins = plan.run !== this.run || (this.#plan === undefined && this.#spawner !== undefined);
    if (begins) void this.prepare(plan);
    this.#plan = plan;
    this.#host = plan.host;
    this.#reached = false;
    if (this.#spawner === undefined) this.#begin(plan);
    else this.#spawner.send({ type: 'plan.changed', plan });
  }

  /** Ends its users without being told to. The same run goes on with the next plan, if one comes. */
  halt(): void {
    const plan = this.#plan;
    if (plan === undefined || plan.state === 'stopped') return;
    this.#plan = undefined;
    this.#spawner?.send({ type: 'plan.changed', plan: { ...plan, state: 'stopped' } });
  }

  /** The run is over in the whole fleet. */
  end(run: number, reason: StopReason): void {
    if (run === this.run) this.#facts.next({ type: 'run.ended', run, reason, failure: undefined });
  }

  /** Everything that was measured since the last time. */
  drain(): Delta {
    const delta = this.#recorder.drain();
    this.statistics.apply(delta, this.#options.clock.now());
    return delta;
  }

  /** What was measured until now is dropped. */
  reset(): void {
    this.#recorder.drain();
    this.statistics.reset(this.#options.clock.now());
    this.#resets.next();
  }

  /** Ends it unheard. */
  close(): void {
    this.#spawner?.stop();
  }

  /** Counts a sample, then tells who watches: counting by the stream costs a walk over its observers a request. */
  #onSample(sample: Sample): void {
    this.#recorder.record(sample);
    if (this.#samples.observed) this.#samples.next(sample);
  }

  /** How many users of a class were made before. Users that a run lost for a while are not numbered again. */
  #count(name: string): number {
    const made = this.#made.get(name) ?? 0;
    this.#made.set(name, made + 1);
    return made;
  }

  #begin(plan: Plan): void {
    const { clock, report } = this.#options;
    const supervisor = createActor(
      fromCallback<FleetReport>(({ receive }) => {
        receive((each) => {
          if (each.type === 'fleet.reached') {
            this.#reached = true;
            this.#facts.next({ type: 'run.reached', run: plan.run, holds: true });
          }
          report(each);
        });
      }),
    );
    supervisor.start();
    this.#spawner = createActor(
      spawnerMachine.provide({ actors: { population: this.#population as never } }),
      { id: `spawner:${this.id}`, input: { plan, clock, supervisor }, clock: clock as never },
    );
    this.#spawner.subscribe({
      error: (error) => report({ type: 'fleet.failed', message: String(error) }),
    });
    this.#spawner.start();
    // Where the run is stopped before it began here, there is nothing to stop but the reports that are due.
    if (plan.state === 'stopped') this.#spawner.send({ type: 'plan.changed', plan });
  }

  #newRecorder(): Recorder {
    const { clock, bounds, log } = this.#options;
    return new Recorder({ clock, bounds, log: (message) => log('WARNING', message) });
  }
}

function asTold(exception: TaskException): TaskException {
  return exception;
}
