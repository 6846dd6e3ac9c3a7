import type { ObservableInput } from 'rxjs';
import type { AnyStateMachine } from 'xstate';
import type { Duration } from '../domain/duration.ts';
import type { WaitInput, WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';
import type { HttpClient } from '../http/httpClient.ts';
import type { HttpSettings } from '../http/httpSettings.ts';
import type { Journey, JourneyConfig } from './journey.ts';
import type { DeclaredOptions, OptionDeclarations, OptionValuesOf } from './options.ts';

/** Marks what `defineUser` made, across copies of this module. */
export const USER: unique symbol = Symbol.for('statestorm.user') as never;
/** Marks what `group`, `taskSet`, `sequence` and `markov` made. */
export const SET: unique symbol = Symbol.for('statestorm.set') as never;

/** What was measured of something that is no HTTP request. */
export interface OwnSample {
  /** Stands where requests have their method, such as `grpc`. */
  readonly type: string;
  readonly name: string;
  /** ms that it took; it ended now. */
  readonly time: number;
  /** Bytes that came back; 0 where left out. */
  readonly size?: number;
  /** Why it failed; it passed where left out. */
  readonly error?: string | undefined;
}

/** What a task is given; one object for the whole life of a user. */
export interface TaskContext<Session = unknown> {
  readonly http: HttpClient;
  /** What onStart returned. */
  readonly session: Session;
  readonly user: {
    /** Unique in the run of a test, such as `Shopper-17`. */
    readonly id: string;
    readonly className: string;
    /** The user's number within its class, from 0; no other user of the class has it in this run, in any process. */
    readonly index: number;
  };
  /** The user's own seeded source; use it in place of Math.random, so that a run can be repeated. */
  readonly random: Random;
  /** Counts the last request as failed where `passed` is false, with `check failed: <name>`. Gives `passed`. */
  check(name: string, passed: boolean): boolean;
  /** A pause within a task. A stop that cuts the user off breaks it; one with a stop timeout lets it end. */
  sleep(duration: Duration): Promise<void>;
  /** Counts what was measured elsewhere, such as a call of another protocol, as a request is counted. */
  record(sample: OwnSample): void;
  /**
   * Times `work` and counts it. Where it throws it is counted as failed, and the task ends by the same error,
   * which is then no exception beside it. One that a stop cuts off is counted as aborted.
   */
  measure<T>(type: string, name: string, work: () => T | Promise<T>): Promise<T>;
  /**
   * Leaves the task set that the user is in, and ends the task with it. The next task of what is around it
   * follows at once, or with `wait` after a pause.
   * @throws StatestormError `interrupt.outside` in a task that is in no such set.
   */
  interrupt(options?: { readonly wait?: boolean }): never;
  /** The present values of options that `defineOptions` declared. */
  options<D extends OptionDeclarations>(declared: DeclaredOptions<D>): OptionValuesOf<D>;
}

/** Gives each user HTTP settings of its own. Called once a user, before its onStart; a throw crashes the user. */
export type HttpSettingsOfUser = (user: Pick<TaskContext, 'user' | 'random' | 'options'>) => HttpSettings;

/** What a task may give back: nothing, a promise, an (async) generator or an observable; it is run to its end. */
// biome-ignore lint/suspicious/noConfusingVoidType: a task without a return value is the common one
export type TaskResult = void | ObservableInput<unknown>;

export type Task<Session = unknown> = (context: TaskContext<Session>) => TaskResult;

/** Tasks by name; a set of tasks nests. */
export interface Tasks<Session = unknown> {
  readonly [name: string]: Task<Session> | TaskSet<Session>;
}

/** How often each task is chosen, relative to its siblings; 1 where left out, 0 for never. */
export type Mix<Names extends string = string> = { readonly [Name in Names]?: number };

/** Words by which tasks are chosen or left out from outside; those of a set hold for all that is in it. */
export type Tags<Names extends string = string> = { readonly [Name in Names]?: readonly string[] };

/**
 * How a set chooses: `once` runs one of its tasks and is left; in the others the user stays until a task
 * interrupts, its tasks chosen by the mix, in sequence, or by a Markov chain.
 */
export type SetOrder = 'once' | 'mix' | 'sequence' | 'markov';

/** Tasks that stand among others as one: plain data, made by `group`, `taskSet`, `sequence` and `markov`. */
export interface TaskSet<Session = unknown> {
  readonly [SET]: true;
  readonly order: SetOrder;
  readonly tasks: Tasks<Session>;
  readonly mix: Mix;
  readonly tags: Tags;
  /** Of a sequence: how often it is gone through before it is left; undefined for ever. */
  readonly rounds: number | undefined;
  /** Of a Markov chain: the task it begins with, and the weights of what follows each. */
  readonly first: string | undefined;
  readonly transitions: { readonly [from: string]: Mix };
  readonly waitTime: WaitTime | undefined;
  readonly onStart: Task<Session> | undefined;
  readonly onStop: Task<Session> | undefined;
}

/** A wait as an option takes it: made by a wait function, or one of one's own. */
export type WaitInputOption = WaitTime | ((input: WaitInput) => Duration);

/** What `defineUser` takes. Stand `onStart` before `tasks`: TypeScript infers in source order. */
export interface UserOptions<Session, T extends Tasks<Session>> {
  /** One line for people, shown where users are listed. */
  readonly description?: string;
  /** The identifier by which port 81 spawns this user, too; it is not there where left out. */
  readonly recipe?: string;
  /** The share of this class among the users; default 1. */
  readonly weight?: number;
  /** Exactly so many users of this class, whatever the weights; default none. */
  readonly fixedCount?: number;
  /** Where these users aim; the test's host where left out. */
  readonly host?: string;
  /** How requests are made: headers, timeout, TLS, client certificate, proxy; or a function of the user. */
  readonly http?: HttpSettings | HttpSettingsOfUser;
  /** The pause between two tasks; none where left out. A function gives ms or a duration text. */
  readonly waitTime?: WaitInputOption;
  /** Runs once before the first task. What it returns is the session. A throw here crashes the user. */
  // biome-ignore lint/suspicious/noConfusingVoidType: an onStart without a session returns nothing
  readonly onStart?: (context: TaskContext<undefined>) => Session | Promise<Session> | void;
  readonly tasks: T;
  readonly mix?: Mix<Extract<keyof T, string>>;
  /**
   * A statechart that orders the tasks, in place of a mix: a machine of XState, or its configuration. Each of
   * its states runs the task of its own name, or of `meta.task`; `task.completed` and `task.failed` move it on.
   */
  readonly journey?: AnyStateMachine | JourneyConfig;
  readonly tags?: Tags<Extract<keyof T, string>>;
  /** Runs whenever the user leaves; session is undefined where onStart did not come to its end. */
  readonly onStop?: (context: TaskContext<Session | undefined>) => TaskResult;
}

/** A class of virtual users: plain data, made by `defineUser`. */
export interface UserDefinition {
  readonly [USER]: true;
  readonly name: string;
  readonly description: string;
  readonly recipe: string | undefined;
  readonly weight: number;
  readonly fixedCount: number;
  readonly host: string | undefined;
  readonly http: HttpSettings | HttpSettingsOfUser | undefined;
  readonly waitTime: WaitTime;
  readonly onStart: ((context: TaskContext<never>) => unknown) | undefined;
  readonly onStop: ((context: TaskContext<never>) => TaskResult) | undefined;
  readonly tasks: Tasks<never>;
  readonly mix: Mix;
  readonly journey: Journey | undefined;
  readonly tags: Tags;
}

/** Whether a value was made by `defineUser`. */
export function isUserDefinition(value: unknown): value is UserDefinition {
  return typeof value === 'object' && value !== null && (value as UserDefinition)[USER] === true;
}

/** Whether a value was made by `group`, `taskSet`, `sequence` or `markov`. */
export function isTaskSet(value: unknown): value is TaskSet<never> {
  return typeof value === 'object' && value !== null && (value as TaskSet<never>)[SET] === true;
}
