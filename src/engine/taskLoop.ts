import { Observable } from 'rxjs';
import type { TaskStep } from '../authoring/taskTree.ts';
import type { TaskContext, TaskResult } from '../authoring/user.ts';
import type { WaitTime } from '../domain/pacing.ts';
import type { Sample } from '../domain/sample.ts';
import type { HttpScope } from '../http/session.ts';
import type { LoopPhase } from './census.ts';
import { AT_ONCE, type Gate, type Pass, pacedStart, waitGate } from './gate.ts';
import { Interrupt } from './interrupt.ts';
import { isCounted } from './ownSamples.ts';
import { Pauses } from './pauses.ts';
import type { Route } from './route.ts';
import { settle } from './settle.ts';
import { taskContext } from './taskContext.ts';
import { nextTurn, turnIsSpent } from './turn.ts';
import { enterPhase, exceptionOf, type UserLife } from './userLife.ts';

/** The handle on a running loop; the loop fills it when it is subscribed to. */
export interface LoopControl {
  /** The running task is the last; a waiting user is done at once. */
  finish(): void;
  /** Cuts off what is in flight; its samples come before this returns. Unsubscribe right after. */
  cut(): void;
  /** Sets who hears of tasks, from the running one on; undefined ends it. */
  watch(watcher: LoopWatcher | undefined): void;
}

export interface LoopWatcher {
  started(task: string): void;
  ended(task: string): void;
}

export interface LoopOptions {
  readonly life: UserLife;
  readonly control: LoopControl;
  /** Called once onStart is through. */
  readonly onStarted: () => void;
}

/** After a task that threw, a user waits at least so long, ms, doubled with every throw in a row. */
const FIRST_PENALTY_MS = 100;
const LONGEST_PENALTY_MS = 2000;

export function loopControl(): LoopControl {
  return { finish: () => {}, cut: () => {}, watch: () => {} };
}

/**
 * The stream of one user's working life: onStart, then task after task, each request a sample. Completes when
 * it was told to finish; errors where onStart or the wait function throws, which is a crash. Unsubscribing
 * tears everything down; `cut()` before it brings the samples of what was in flight.
 */
export function taskLoop({ life, control, onStarted }: LoopOptions): Observable<Sample> {
  return new Observable<Sample>((subscriber) => {
    const emit = (sample: Sample): void => subscriber.next(sample);
    const loop = new Loop(life, openScope(life, emit), emit, control, onStarted);
    loop.run().then(
      () => subscriber.complete(),
      (error) => subscriber.error(error),
    );
    return () => loop.cut();
  });
}

function openScope(life: UserLife, emit: (sample: Sample) => void): HttpScope {
  try {
    return life.http.scope(emit);
  } catch (error) {
    life.report(exceptionOf(life, 'http', error));
    throw error;
  }
}

class Loop {
  readonly #life: UserLife;
  readonly #scope: HttpScope;
  readonly #onStarted: () => void;
  readonly #pauses: Pauses;
  readonly #context: TaskContext<never>;
  readonly #gate: Gate;
  readonly #route: Route;
  /** Of sets with a wait time of their own. */
  #furtherGates: Map<WaitTime, Gate> | undefined;
  #finishing = false;
  #isCut = false;
  #throwsInARow = 0;
  #endWait: (() => void) | undefined;
  #watcher: LoopWatcher | undefined;

  constructor(
    life: UserLife,
    scope: HttpScope,
    emit: (sample: Sample) => void,
    control: LoopControl,
    onStarted: () => void,
  ) {
    this.#life = life;
    this.#scope = scope;
    this.#onStarted = onStarted;
    this.#pauses = new Pauses(life.clock);
    this.#route = life.userClass.makeRoute(life.random);
    life.route = this.#route;
    this.#context = taskContext(life, scope, emit, this.#pauses);
    this.#gate = waitGate(life.userClass.definition.waitTime, life.random);
    control.finish = () => this.finish();
    control.cut = () => this.cut();
    control.watch = (watcher) => this.watch(watcher);
  }

  finish(): void {
    this.#finishing = true;
    this.#endWait?.();
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#finishing = true;
    this.#scope.abort();
    this.#pauses.cut();
    this.#endWait?.();
    this.#enter('none');
  }

  watch(watcher: LoopWatcher | undefined): void {
    this.#watcher = watcher;
    const { phase } = this.#life;
    if (typeof phase === 'number') watcher?.started(this.#taskName(phase));
  }

  /** The step is run here and not in a method of its own: one promise fewer for each task. */
  async run(): Promise<void> {
    const { clock, intake, userClass } = this.#life;
    await this.#start();
    let pass: Pass = { ...AT_ONCE, interval: this.#gate.interval };
    while (!this.#finishing && intake.open) {
      if (turnIsSpent()) {
        await nextTurn();
        if (this.#finishing || !intake.open) return;
      }
      const startedAt = clock.now();
      this.#scope.pacedStart = pacedStart(pass, startedAt);
      const index = this.#nextStep();
      const { name, run } = userClass.steps[index] as TaskStep;
      this.#enter(index);
      this.#watcher?.started(name);
      let threw = false;
      let value: unknown;
      try {
        const result: TaskResult = run(this.#context);
        if (result !== undefined) value = await settle(result, this.#pauses);
        this.#throwsInARow = 0;
      } catch (error) {
        threw = !(error instanceof Interrupt);
        value = error;
        if (threw) this.#threw(name, error);
      }
      this.#scope.flush();
      this.#enter('none');
      this.#watcher?.ended(name);
      const waitTime = this.#route.ended(threw, value);
      if (this.#finishing || !intake.open) return;
      const now = clock.now();
      pass = this.#nextPass(waitTime, now, startedAt);
      const wait = pass.at - now;
      if (wait > 0) await this.#wait(wait);
    }
  }

  async #start(): Promise<void> {
    const { onStart } = this.#life.userClass.definition;
    this.#enter('starting');
    try {
      if (this.#life.prepared) await this.#life.prepared;
      if (this.#finishing) return;
      if (onStart) {
        const session = await onStart(this.#context);
        this.#scope.flush();
        this.#life.session = session;
      }
    } catch (error) {
      if (this.#isCut) return;
      this.#scope.flush();
      this.#life.report(exceptionOf(this.#life, 'onStart', error));
      throw error;
    } finally {
      this.#enter('none');
    }
    if (!this.#isCut) this.#onStarted();
  }

  #nextStep(): number {
    try {
      return this.#route.next();
    } catch (error) {
      this.#life.report(exceptionOf(this.#life, 'journey', error));
      throw error;
    }
  }

  #threw(task: string, error: unknown): void {
    if (this.#isCut) return;
    this.#throwsInARow++;
    if (!isCounted(error)) this.#life.report(exceptionOf(this.#life, task, error));
  }

  #nextPass(waitTime: WaitTime | undefined, now: number, startedAt: number): Pass {
    try {
      const pass = waitTime === undefined ? AT_ONCE : this.#gateOf(waitTime).next(now, startedAt);
      if (this.#throwsInARow === 0) return pass;
      const penalty = Math.min(LONGEST_PENALTY_MS, FIRST_PENALTY_MS * 2 ** (this.#throwsInARow - 1));
      return { ...pass, at: Math.max(pass.at, now + penalty) };
    } catch (error) {
      this.#life.report(exceptionOf(this.#life, 'waitTime', error));
      throw error;
    }
  }

  #gateOf(waitTime: WaitTime): Gate {
    if (waitTime === this.#life.userClass.definition.waitTime) return this.#gate;
    this.#furtherGates ??= new Map();
    const gate = this.#furtherGates.get(waitTime) ?? waitGate(waitTime, this.#life.random);
    this.#furtherGates.set(waitTime, gate);
    return gate;
  }

  #wait(ms: number): Promise<void> {
    const { clock } = this.#life;
    this.#enter('waiting');
    return new Promise((resolve) => {
      const end = (): void => {
        this.#endWait = undefined;
        clock.clearTimeout(timer);
        this.#enter('none');
        resolve();
      };
      const timer = clock.setTimeout(end, ms);
      this.#endWait = end;
    });
  }

  #taskName(index: number): string {
    return (this.#life.userClass.steps[index] as TaskStep).name;
  }

  /** Moves this user from one counter of its class to another; a user that was cut stays in none. */
  #enter(phase: LoopPhase): void {
    enterPhase(this.#life, this.#isCut ? 'none' : phase);
  }
}
