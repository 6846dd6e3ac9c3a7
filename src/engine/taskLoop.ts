import { Observable, type Subscriber } from 'rxjs';
import type { TaskStep } from '../authoring/taskTree.ts';
import type { TaskResult } from '../authoring/user.ts';
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
import { type OpenContext, taskContext } from './taskContext.ts';
import type { Sleeper } from './timerWheel.ts';
import { onNextTurn, turnIsSpent } from './turn.ts';
import { enterPhase, exceptionOf, type UserLife } from './userLife.ts';

/** The handle on a loop; it does nothing before that is subscribed to. */
export class LoopControl {
  #loop: Loop | undefined = undefined;

  /** Hands it to the loop that it is of. */
  hold(loop: Loop): void {
    this.#loop = loop;
  }

  /** The running task is the last; a waiting user is done at once. */
  finish(): void {
    this.#loop?.finish();
  }

  /** Cuts off what is in flight; its samples come before this returns. Unsubscribe right after. */
  cut(): void {
    this.#loop?.cut();
  }

  /** Sets who hears of tasks, from the running one on; undefined ends it. */
  watch(watcher: LoopWatcher | undefined): void {
    this.#loop?.watch(watcher);
  }
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

/**
 * The stream of one user's working life: onStart, then task after task, each request a sample. Completes when
 * it was told to finish; errors where onStart or the wait function throws, which is a crash. Unsubscribing
 * tears everything down; `cut()` before it brings the samples of what was in flight.
 */
export function taskLoop({ life, control, onStarted }: LoopOptions): Observable<Sample> {
  return new Observable<Sample>((subscriber) => {
    const emit = (sample: Sample): void => subscriber.next(sample);
    const loop = new Loop(life, openScope(life, emit), emit, onStarted, subscriber);
    control.hold(loop);
    void loop.begin();
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

/**
 * One user's way from task to task. Its steps are calls and not one async function: what a user that waits for
 * seconds leaves in memory meanwhile, a promise and its like, is copied by the garbage collector for each of
 * thousands.
 */
class Loop implements Sleeper {
  due = 0;
  slot = -1;
  previousSleeper: Sleeper | undefined = undefined;
  nextSleeper: Sleeper | undefined = undefined;

  readonly #life: UserLife;
  readonly #scope: HttpScope;
  readonly #onStarted: () => void;
  readonly #stream: Subscriber<Sample>;
  readonly #pauses: Pauses;
  readonly #context: OpenContext;
  readonly #gate: Gate;
  readonly #route: Route;
  /** Of sets with a wait time of their own. */
  #furtherGates: Map<WaitTime, Gate> | undefined;
  #finishing = false;
  #isCut = false;
  #throwsInARow = 0;
  #watcher: LoopWatcher | undefined;
  /** What the next task, or the running one, begins by. */
  #pass: Pass;
  /** The running task: its name and when it began, ms since the epoch. */
  #task = '';
  #startedAt = 0;

  readonly #takesTurn = (): void => this.#go(true);
  readonly #onValue = (value: unknown): void => this.#ended(false, value);
  readonly #onThrown = (error: unknown): void => this.#ended(true, error);

  constructor(
    life: UserLife,
    scope: HttpScope,
    emit: (sample: Sample) => void,
    onStarted: () => void,
    stream: Subscriber<Sample>,
  ) {
    this.#life = life;
    this.#scope = scope;
    this.#onStarted = onStarted;
    this.#stream = stream;
    this.#pauses = new Pauses(life.clock);
    this.#route = life.userClass.makeRoute(life.random);
    life.route = this.#route;
    this.#context = taskContext(life, scope, emit, this.#pauses);
    this.#gate = waitGate(life.userClass.definition.waitTime, life.random);
    this.#pass = { ...AT_ONCE, interval: this.#gate.interval };
  }

  async begin(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      this.#stream.error(error);
      return;
    }
    this.#go();
  }

  finish(): void {
    this.#finishing = true;
    if (this.#life.phase !== 'waiting') return;
    this.#life.waits.remove(this);
    this.#enter('none');
    queueMicrotask(this.#takesTurn);
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#finishing = true;
    this.#scope.abort();
    this.#pauses.cut();
    this.#life.waits.remove(this);
    this.#enter('none');
  }

  watch(watcher: LoopWatcher | undefined): void {
    this.#watcher = watcher;
    const { phase } = this.#life;
    if (typeof phase === 'number') watcher?.started(this.#taskName(phase));
  }

  /** Its wait is over. While all users are stopped it waits on, until its turn to be told has come. */
  wake(): void {
    if (!this.#life.intake.open) return;
    this.#enter('none');
    this.#go();
  }

  /** Runs tasks until there is something to wait for: a task, a pause, or the other loops. */
  #go(isItsTurn = false): void {
    try {
      while (!this.#finishing && this.#life.intake.open) {
        if (!isItsTurn && turnIsSpent()) {
          onNextTurn(this.#takesTurn);
          return;
        }
        isItsTurn = false;
        if (this.#step()) return;
      }
      this.#stream.complete();
    } catch (error) {
      this.#stream.error(error);
    }
  }

  /** Runs the next task. Whether something calls back: the end of the task, or of the pause after it. */
  #step(): boolean {
    const { clock, userClass } = this.#life;
    this.#startedAt = clock.now();
    this.#scope.pacedStart = pacedStart(this.#pass, this.#startedAt);
    const index = this.#nextStep();
    const { name, run } = userClass.steps[index] as TaskStep;
    this.#task = name;
    this.#enter(index);
    this.#watcher?.started(name);
    try {
      const result: TaskResult = run(this.#context);
      if (result !== undefined) {
        settle(result, this.#pauses).then(this.#onValue, this.#onThrown);
        return true;
      }
    } catch (error) {
      return this.#close(true, error);
    }
    return this.#close(false, undefined);
  }

  /** A task that was waited for has come to its end. */
  #ended(rejected: boolean, value: unknown): void {
    try {
      if (this.#close(rejected, value)) return;
    } catch (error) {
      this.#stream.error(error);
      return;
    }
    this.#go();
  }

  /** Writes down how the task ended. Whether a pause follows. */
  #close(rejected: boolean, value: unknown): boolean {
    const threw = rejected && !(value instanceof Interrupt);
    if (threw) this.#threw(this.#task, value);
    else if (!rejected) this.#throwsInARow = 0;
    this.#scope.flush();
    this.#enter('none');
    this.#watcher?.ended(this.#task);
    const waitTime = this.#route.ended(threw, value);
    const { clock, intake, waits } = this.#life;
    if (this.#finishing || !intake.open) return false;
    const now = clock.now();
    this.#pass = this.#nextPass(waitTime, now, this.#startedAt);
    if (this.#pass.at <= now) return false;
    this.#enter('waiting');
    waits.add(this, this.#pass.at, now);
    return true;
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
        this.#context.session = session as never;
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

  #taskName(index: number): string {
    return (this.#life.userClass.steps[index] as TaskStep).name;
  }

  /** Moves this user from one counter of its class to another; a user that was cut stays in none. */
  #enter(phase: LoopPhase): void {
    enterPhase(this.#life, this.#isCut ? 'none' : phase);
  }
}
