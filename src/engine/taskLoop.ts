import { Observable } from 'rxjs';
import type { TaskLeaf } from '../authoring/taskTree.ts';
import type { TaskContext, TaskResult } from '../authoring/user.ts';
import type { Sample } from '../domain/sample.ts';
import type { HttpScope } from '../http/session.ts';
import type { LoopPhase } from './census.ts';
import { type Gate, waitGate } from './gate.ts';
import { Pauses } from './pauses.ts';
import { settle } from './settle.ts';
import { taskContext } from './taskContext.ts';
import { nextTurn, turnIsSpent } from './turn.ts';
import { exceptionOf, type UserLife } from './userLife.ts';

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
    const scope = life.http.scope((sample) => subscriber.next(sample));
    const loop = new Loop(life, scope, control, onStarted);
    loop.run().then(
      () => subscriber.complete(),
      (error) => subscriber.error(error),
    );
    return () => loop.cut();
  });
}

class Loop {
  readonly #life: UserLife;
  readonly #scope: HttpScope;
  readonly #onStarted: () => void;
  readonly #pauses: Pauses;
  readonly #context: TaskContext<never>;
  readonly #gate: Gate;
  #finishing = false;
  #isCut = false;
  #throwsInARow = 0;
  #endWait: (() => void) | undefined;
  #phase: LoopPhase = 'none';
  #watcher: LoopWatcher | undefined;

  constructor(life: UserLife, scope: HttpScope, control: LoopControl, onStarted: () => void) {
    this.#life = life;
    this.#scope = scope;
    this.#onStarted = onStarted;
    this.#pauses = new Pauses(life.clock);
    this.#context = taskContext(life, scope, this.#pauses);
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
    if (typeof this.#phase === 'number') watcher?.started(this.#taskName(this.#phase));
  }

  async run(): Promise<void> {
    const { clock, userClass, random, intake } = this.#life;
    await this.#start();
    let intendedAt = 0;
    while (!this.#finishing && intake.open) {
      if (turnIsSpent()) {
        await nextTurn();
        if (this.#finishing || !intake.open) return;
      }
      const startedAt = clock.now();
      this.#scope.intendedAt = intendedAt;
      await this.#execute(userClass.pick(random));
      if (this.#finishing || !intake.open) return;
      const pass = this.#nextPass(startedAt);
      intendedAt = pass.intendedAt;
      const wait = pass.at - clock.now();
      if (wait > 0) await this.#wait(wait);
    }
  }

  async #start(): Promise<void> {
    const { onStart } = this.#life.userClass.definition;
    this.#enter('starting');
    try {
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

  async #execute(index: number): Promise<void> {
    const leaf = this.#life.userClass.leaves[index] as TaskLeaf;
    this.#enter(index);
    this.#watcher?.started(leaf.name);
    try {
      const result: TaskResult = leaf.run(this.#context);
      if (result !== undefined) await settle(result, this.#pauses);
      this.#throwsInARow = 0;
    } catch (error) {
      if (!this.#isCut) {
        this.#throwsInARow++;
        this.#life.report(exceptionOf(this.#life, leaf.name, error));
      }
    }
    this.#scope.flush();
    this.#enter('none');
    this.#watcher?.ended(leaf.name);
  }

  #nextPass(startedAt: number): { at: number; intendedAt: number } {
    const { clock } = this.#life;
    const now = clock.now();
    try {
      const pass = this.#gate.next(now, startedAt);
      if (this.#throwsInARow === 0) return pass;
      const penalty = Math.min(LONGEST_PENALTY_MS, FIRST_PENALTY_MS * 2 ** (this.#throwsInARow - 1));
      return { ...pass, at: Math.max(pass.at, now + penalty) };
    } catch (error) {
      this.#life.report(exceptionOf(this.#life, 'waitTime', error));
      throw error;
    }
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
    return (this.#life.userClass.leaves[index] as TaskLeaf).name;
  }

  /** Moves this user from one counter of its class to another; a user that was cut stays in none. */
  #enter(phase: LoopPhase): void {
    const { census } = this.#life.userClass;
    const next = this.#isCut ? 'none' : phase;
    census.count(this.#phase, -1);
    census.count(next, 1);
    this.#phase = next;
  }
}
