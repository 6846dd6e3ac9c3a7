import type { TaskStep } from '../authoring/taskTree.ts';
import type { UserDefinition } from '../authoring/user.ts';
import type { Clock } from '../domain/clock.ts';
import type { Random } from '../domain/random.ts';
import type { Sample, TaskException } from '../domain/sample.ts';
import type { HttpSession } from '../http/session.ts';
import type { ClassCensus, LoopPhase } from './census.ts';
import type { Route, RouteMaker } from './route.ts';
import type { TimerWheel } from './timerWheel.ts';

/** What a class of users is to the engine: what its loops run, in which order, and its counters. */
export interface UserClass {
  readonly definition: UserDefinition;
  readonly steps: readonly TaskStep[];
  readonly makeRoute: RouteMaker;
  /** Whether the user, or a set of its tasks, has an onStop. */
  readonly hasOnStop: boolean;
  readonly census: ClassCensus;
}

/** Whether users may begin tasks: shared by all of a run, so that a stop holds for all of them at once. */
export interface Intake {
  open: boolean;
}

/** One user's life: what its loop and its onStop share. */
export interface UserLife {
  readonly id: string;
  readonly index: number;
  readonly userClass: UserClass;
  readonly clock: Clock;
  /** What it waits on between two tasks, with all users of its test. */
  readonly waits: TimerWheel;
  readonly random: Random;
  readonly intake: Intake;
  readonly http: HttpSession;
  /** Takes samples; called once a request, must not block or throw. Replaced while somebody watches. */
  emit: (sample: Sample) => void;
  readonly report: (exception: TaskException) => void;
  /** Users begin once this is through; undefined where nothing has to be waited for. */
  readonly prepared?: Promise<void> | undefined;
  /** The present values of options that load files declared. */
  readonly options: () => Readonly<Record<string, unknown>>;
  /** Where its loop is now, as its class counts it. */
  phase: LoopPhase;
  /** Hears of each change of phase; undefined while nobody measures how long users dwell. */
  tap: ((from: LoopPhase, to: LoopPhase) => void) | undefined;
  /** What onStart returned; undefined before it did. */
  session: unknown;
  /** Its way through its tasks; undefined before its loop began. */
  route: Route | undefined;
}

/** Moves a user's loop from one counter of its class to another. */
export function enterPhase(life: UserLife, to: LoopPhase): void {
  const { phase: from, tap } = life;
  const { census } = life.userClass;
  census.count(from, -1);
  census.count(to, 1);
  life.phase = to;
  if (tap !== undefined) tap(from, to);
}

/** The exception record of what a task threw. */
export function exceptionOf(life: UserLife, task: string, thrown: unknown): TaskException {
  const error = thrown instanceof Error ? thrown : undefined;
  return {
    userClass: life.userClass.definition.name,
    task,
    message: error ? `${error.name}: ${error.message}` : String(thrown),
    traceback: error?.stack
      ? ownFrames(error.stack)
      : `${String(thrown)} (thrown by ${task}; not an Error, so without a trace)`,
    at: life.clock.now(),
  };
}

const ENGINE = import.meta.dirname;

/** A trace down to the task: what called it is the engine's, and would tell one error from the next. */
function ownFrames(stack: string): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => line.includes(ENGINE));
  const own = first === -1 ? lines : lines.slice(0, first);
  return own.filter((line) => !/\(node:internal|at node:internal/.test(line)).join('\n');
}
