import { type Observable, Subject } from 'rxjs';
import { type Actor, type AnyActorRef, createActor, type InspectionEvent } from 'xstate';
import { type LoadTestFact, loadTestMachine, type SecondStart } from '../../machines/loadTest.machine.ts';
import { type RunContext, runMachine } from '../../machines/run.machine.ts';
import type { FleetCommand, FleetInput } from '../../machines/spawner.machine.ts';
import type { Provided } from '../../machines/support/provided.ts';
import type { Clock } from '../domain/clock.ts';
import { type LoadRequest, MOST_USERS, type ResumedRun } from '../domain/loadRequest.ts';
import type { LoadShape } from '../domain/loadShape.ts';
import type { Plan } from '../domain/plan.ts';
import { type Progress, progressOf } from '../domain/progress.ts';
import type { Sample, TaskException } from '../domain/sample.ts';
import type { StopReason } from '../domain/stopReason.ts';
import { underEachName } from '../domain/underEachName.ts';
import type { SessionUser } from '../http/http.ts';
import type { HttpSession } from '../http/session.ts';
import type { Delta } from '../metrics/delta.ts';
import { Recorder } from '../metrics/recorder.ts';
import { type SavedStatistics, Statistics } from '../metrics/statistics.ts';
import { isoSeconds, type SavedTimeline, Timeline } from '../metrics/timeline.ts';
import { Census, type CensusView } from './census.ts';
import { createPopulation } from './population.ts';
import { Roster } from './roster.ts';
import type { ClassSettings, UserClasses } from './userClasses.ts';
import { UserMaker } from './userMaker.ts';

/** The states of a test, by Locust's names. */
export type TestState = 'ready' | 'spawning' | 'running' | 'stopping' | 'stopped';

/** What a start asks; the rest is the test's own. */
export interface StartRequest {
  readonly users: number;
  readonly spawnRate: number;
  /** ms from the start of the ramp; null or left out where nothing ends the run. */
  readonly runTime?: number | null;
  /** Names of the classes; all of the test's where left out. */
  readonly classes?: readonly string[];
  readonly shape?: LoadShape | null;
  /** What happens to a load that runs; as the test was set up where left out. */
  readonly whenRunning?: SecondStart;
}

/** A test as a plain value that JSON carries: enough for another process to go on with it. */
export interface SavedTest {
  readonly run: number;
  /** The shape by its name. */
  readonly request: Omit<LoadRequest, 'shape'> & { readonly shape: string | null };
  /** Where the run was; undefined where it was over, or about to be. */
  readonly resumed: ResumedRun | undefined;
  readonly reason: StopReason | undefined;
  readonly host: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly classes: Readonly<Record<string, ClassSettings>>;
  readonly statistics: SavedStatistics;
  readonly timeline: SavedTimeline;
}

type Log = (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;

export interface LoadTestOptions {
  /** The test's id, such as `web` or `recipes`. */
  readonly id: string;
  readonly secondStart: SecondStart;
  readonly clock: Clock;
  readonly users: UserClasses;
  /** Asked when a run begins; its users begin once it is through. */
  readonly prepare?: (run: number) => Promise<void> | undefined;
  /** Makes a user's connections and cookies. */
  readonly openSession: (user: SessionUser) => HttpSession;
  /** What carries plans out, given the population of this process. */
  readonly createFleet: (
    population: ReturnType<typeof createPopulation>,
  ) => Provided<FleetCommand, FleetInput>;
  /** Where users aim; empty where none was given. */
  readonly host: string;
  /** How long a stop waits for running tasks, ms. */
  readonly stopTimeout: number;
  readonly seed: number;
  /** Values of options that load files declared, at the start. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What other processes measure for this test; it measures its own users where left out. */
  readonly measured?: MeasuredElsewhere | undefined;
  /** The most users at once. Default 100,000. */
  readonly mostUsers?: number;
  readonly maxEntries?: number;
  readonly fullHistory?: boolean;
  readonly log: Log;
  readonly inspect?: (event: InspectionEvent, parent: AnyActorRef | undefined) => void;
}

/** What a process of a fleet measured of one run. */
export interface RemoteDelta {
  readonly run: number;
  /** The process. */
  readonly node: string;
  readonly delta: Delta;
}

/** What the processes of a fleet measure for a test. */
export interface MeasuredElsewhere {
  readonly census: CensusView;
  /** What each process measured, as it comes: spread over the second, and gone before it grows old. */
  readonly deltas$: Observable<RemoteDelta>;
  /** What was measured until now no longer counts. */
  reset(): void;
  /** Users of workers that were lost, which may still run: nobody can tell. */
  readonly unconfirmed: number;
  /** What a reader of the run's numbers has to know of its workers. */
  notes(): readonly string[];
}

/** How often what was measured reaches the statistics, ms. */
const TICK_MS = 1000;

/** A load test as the rest of the program holds it: commands in, states and numbers out. */
export class LoadTest {
  readonly id: string;
  readonly users: UserClasses;
  readonly census: CensusView;
  /** The users themselves, one by one; none where other processes have them. */
  readonly roster = new Roster();
  readonly clock: Clock;
  readonly statistics: Statistics;
  readonly timeline: Timeline;
  /** Every request of every user, as it ends: the whole test as one stream. */
  readonly samples$: Observable<Sample>;
  readonly exceptions$: Observable<TaskException>;
  readonly facts$: Observable<LoadTestFact>;
  /** The statistics were zeroed on request. */
  readonly resets$: Observable<void>;
  /** Once a second, and at the end of a run, after the statistics took in what was measured. */
  readonly ticks$: Observable<number>;
  /** Once a second, whether a run goes on or not; after the tick. */
  readonly seconds$: Observable<number>;
  /** How long a stop waits for running tasks, ms. */
  readonly stopTimeout: number;
  /** The most users that a start may ask for; a shape that asks for more fails. */
  readonly mostUsers: number;
  /** Where users aim that are made from now on; empty where none was given. */
  host: string;
  /** Values of options that load files declared; users read the present ones. */
  options: Readonly<Record<string, unknown>>;

  readonly #options: LoadTestOptions;
  readonly #actor: Actor<typeof loadTestMachine>;
  readonly #samples = new Subject<Sample>();
  readonly #exceptions = new Subject<TaskException>();
  readonly #facts = new Subject<LoadTestFact>();
  readonly #ticks = new Subject<number>();
  readonly #seconds = new Subject<number>();
  readonly #resets = new Subject<void>();
  readonly #recorderOptions: ConstructorParameters<typeof Recorder>[0];
  #prepared: Promise<void> | undefined;
  #recorder: Recorder;
  #timer: unknown;
  #run = 0;
  #lastRequest: LoadRequest | undefined;
  /** Seconds of the run in which the process, or one of the fleet, was saturated, and the first of them. */
  #saturated = { seconds: 0, since: 0 };

  constructor(options: LoadTestOptions) {
    const { id, clock, log, inspect, maxEntries } = options;
    this.#options = options;
    this.id = id;
    this.clock = clock;
    this.users = options.users;
    this.host = options.host;
    this.options = options.options ?? {};
    this.stopTimeout = options.stopTimeout;
    this.mostUsers = options.mostUsers ?? MOST_USERS;
    this.samples$ = this.#samples;
    this.exceptions$ = this.#exceptions;
    this.facts$ = this.#facts;
    this.ticks$ = this.#ticks;
    this.seconds$ = this.#seconds;
    this.resets$ = this.#resets;
    const bounds = maxEntries === undefined ? {} : { maxEntries };
    this.#recorderOptions = { clock, bounds, log: (message) => log('WARNING', message) };
    this.#recorder = new Recorder(this.#recorderOptions);
    this.statistics = new Statistics({ bounds, recentPerEntry: options.fullHistory ?? false });
    this.timeline = new Timeline();
    this.#exceptions.subscribe((exception) => this.#recorder.recordException(exception));
    options.measured?.deltas$.subscribe(({ run, node, delta }) => {
      if (run === this.#run) this.statistics.apply(delta, clock.now(), node);
    });

    const census = new Census();
    this.census = options.measured?.census ?? census;
    const maker = new UserMaker({
      users: this.users,
      census,
      clock,
      openSession: options.openSession,
      emit: (sample) => this.#onSample(sample),
      report: (exception) => this.#exceptions.next(exception),
      options: () => this.options,
      prepared: () => this.#prepared,
    });
    const population = createPopulation({
      clock,
      census,
      roster: this.roster,
      createLife: (...life) => maker.create(...life),
      log,
      ...(inspect && { inspect }),
    });
    const machine = loadTestMachine.provide({
      actors: { run: runMachine.provide({ actors: { fleet: options.createFleet(population) } }) },
    });
    this.#actor = createActor(machine, {
      id: `loadTest:${id}`,
      input: { test: id, secondStart: options.secondStart, clock },
      clock: clock as never,
      logger: (...words: unknown[]) => log('INFO', words.join(' ')),
      ...(inspect && { inspect: (event: InspectionEvent) => inspect(event, undefined) }),
    });
    this.#actor.on('*', (fact) => this.#onFact(fact));
    this.#actor.subscribe({ error: (error) => log('ERROR', `The load test ${id} failed: ${String(error)}`) });
    this.#actor.start();
    this.#tick();
  }

  /** The actor that runs the test, with its run and its spawner below it; for those who look into it. */
  get actor(): AnyActorRef {
    return this.#actor;
  }

  get state(): TestState {
    const { value } = this.#actor.getSnapshot();
    if (typeof value === 'string') return value === 'ready' ? 'ready' : 'stopped';
    return typeof value.active === 'object' ? (value.active.loading as TestState) : 'stopping';
  }

  /** Whether a run is under way, the end of one included. */
  get active(): boolean {
    return this.#actor.getSnapshot().matches('active');
  }

  /** Users alive now. */
  get userCount(): number {
    return this.census.alive;
  }

  /** Users of lost workers, which may still run beside those that are counted. */
  get unconfirmedUsers(): number {
    return this.#options.measured?.unconfirmed ?? 0;
  }

  /** What a reader of the numbers of the present run, or of the last one, has to know. */
  get notes(): readonly string[] {
    const { seconds, since } = this.#saturated;
    const saturated =
      seconds === 0
        ? []
        : [
            `The load generator was saturated for ${seconds} s, first at ${isoSeconds(since)}: times then contain its own slowness`,
          ];
    return [...saturated, ...(this.#options.measured?.notes() ?? [])];
  }

  /** Told once for every second in which the process was too busy for its numbers to be trusted. */
  wasSaturated(): void {
    if (!this.active) return;
    const { seconds, since } = this.#saturated;
    this.#saturated = { seconds: seconds + 1, since: seconds === 0 ? this.#options.clock.now() : since };
  }

  /** The plan of the present run, or of the last one. */
  get plan(): Plan | undefined {
    return this.#actor.getSnapshot().context.plan;
  }

  /** What the present run, or the last one, was asked for. */
  get request(): LoadRequest | undefined {
    return this.#lastRequest;
  }

  /** Counts the runs of this test; 0 before the first. */
  get run(): number {
    return this.#run;
  }

  /** When the present run is over, as far as anybody knows; null where nothing runs, or nobody does. */
  get progress(): Progress | null {
    const run = this.#actor.getSnapshot().children.run?.getSnapshot() as
      | { readonly status: string; readonly context: RunContext }
      | undefined;
    return run?.status === 'active' ? progressOf(run.context) : null;
  }

  /** Why the last run ended. */
  get stopReason(): StopReason | undefined {
    return this.#actor.getSnapshot().context.reason;
  }

  /** Whether a load shape drives the present run. */
  get followsShape(): boolean {
    return this.active && Boolean(this.#lastRequest?.shape);
  }

  /** Starts a load; while one runs it edits or replaces it. */
  start({ users, spawnRate, runTime = null, classes, shape = null, whenRunning }: StartRequest): void {
    const request: LoadRequest = {
      users,
      spawnRate,
      classes: this.users.weights(classes),
      host: this.host,
      runTime,
      shape,
      mostUsers: this.mostUsers,
      stopTimeout: this.stopTimeout,
      seed: this.#options.seed,
    };
    this.#lastRequest = request;
    this.#actor.send({ type: 'test.start', request, ...(whenRunning && { whenRunning }) });
  }

  /** The test as it stands, with all that was measured until now; undefined before its first run. */
  save(): SavedTest | undefined {
    const request = this.#lastRequest;
    if (this.#run === 0 || request === undefined) return undefined;
    this.flush();
    return {
      run: this.#run,
      request: { ...request, shape: request.shape?.name ?? null },
      resumed: this.#toResume(),
      reason: this.stopReason,
      host: this.host,
      options: this.options,
      classes: this.users.settings(),
      statistics: this.statistics.save(),
      timeline: this.timeline.save(),
    };
  }

  /** Takes in what a test had measured whose process is gone. Before `resume`, and before anything else runs. */
  restore({ run, host, options, classes, statistics, timeline }: SavedTest): void {
    this.#run = run;
    this.host = host;
    this.options = underEachName(Object.keys(this.options), options);
    for (const [name, settings] of Object.entries(classes)) this.users.configure(name, settings);
    this.statistics.restore(statistics);
    this.timeline.restore(timeline);
  }

  /** Goes on with a run that was restored, or shows it as over. `shapes` are those that a start can name. */
  resume({ run, request, resumed, reason }: SavedTest, shapes: readonly LoadShape[]): void {
    const shape = shapes.find(({ name }) => name === request.shape) ?? null;
    const whole: LoadRequest = { ...request, shape };
    this.#lastRequest = whole;
    this.#actor.send({ type: 'test.resume', run, request: whole, resumed, reason });
  }

  #toResume(): ResumedRun | undefined {
    const { children, context } = this.#actor.getSnapshot();
    const run = children.run?.getSnapshot() as { readonly context: RunContext } | undefined;
    const { plan } = context;
    if (run === undefined || plan === undefined || this.state === 'stopping') return undefined;
    return { plan, shapeStartAt: run.context.shapeStartAt };
  }

  /** Stops the load, a start that waits for the end of the present one included. Resolves once no user is left. */
  stop(reason: StopReason = 'user'): Promise<void> {
    const { run } = this.#actor.getSnapshot().context;
    this.#actor.send({ type: 'test.stop', reason });
    if (!this.active) return Promise.resolve();
    return new Promise((resolve) => {
      const subscription = this.#facts.subscribe((fact) => {
        if (fact.type !== 'run.ended' || fact.run < run) return;
        subscription.unsubscribe();
        resolve();
      });
    });
  }

  /** Zeroes the numbers and keeps the rows. */
  reset(): void {
    this.#recorder.drain();
    this.#options.measured?.reset();
    this.statistics.reset(this.#options.clock.now());
    this.timeline.clear();
    this.#ticks.next(this.#options.clock.now());
    this.#resets.next();
  }

  /** Takes in what was measured here since the last second. */
  flush(): void {
    const { clock, measured } = this.#options;
    if (measured === undefined) this.statistics.apply(this.#recorder.drain(), clock.now());
  }

  /** Ends the test unheard; for the end of the process and of tests. */
  close(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#actor.stop();
  }

  #tick(): void {
    const now = this.#options.clock.now();
    if (this.active) {
      this.flush();
      this.#observe(now);
      this.#ticks.next(now);
    }
    this.#seconds.next(now);
    this.#timer = this.#options.clock.setTimeout(() => this.#tick(), TICK_MS);
  }

  #observe(now: number): void {
    this.timeline.observe(this.statistics, this.userCount, now);
    this.statistics.observe(now, this.userCount);
  }

  /** Counts a sample, then tells who watches: counting by the stream costs a walk over its observers a request. */
  #onSample(sample: Sample): void {
    this.#recorder.record(sample);
    if (this.#samples.observed) this.#samples.next(sample);
  }

  #onFact(fact: LoadTestFact): void {
    const now = this.#options.clock.now();
    if (fact.type === 'run.began') {
      this.#recorder = new Recorder(this.#recorderOptions);
      this.#run = fact.run;
      if (!fact.resumed) {
        this.#saturated = { seconds: 0, since: 0 };
        this.census.beginRun();
        this.statistics.start(now);
        this.timeline.clear();
      }
      this.#prepared = this.#options.prepare?.(fact.run);
    } else if (fact.type === 'run.ended') {
      if (fact.failure !== undefined) this.#options.log('ERROR', `Run ${fact.run} failed: ${fact.failure}`);
      this.flush();
      this.#observe(now);
      this.#ticks.next(now);
    }
    this.#facts.next(fact);
  }
}
