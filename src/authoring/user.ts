import type { ObservableInput } from 'rxjs';
import type { Duration } from '../domain/duration.ts';
import type { WaitInput, WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';
import type { HttpClient } from '../http/httpClient.ts';

/** Marks what `defineUser` made, across copies of this module. */
export const USER: unique symbol = Symbol.for('statestorm.user') as never;
/** Marks what `group` made. */
export const GROUP: unique symbol = Symbol.for('statestorm.group') as never;

/** What a task is given; one object for the whole life of a user. */
export interface TaskContext<Session = unknown> {
  readonly http: HttpClient;
  /** What onStart returned. */
  readonly session: Session;
  readonly user: {
    /** Unique in the process, such as `Shopper-17`. */
    readonly id: string;
    readonly className: string;
    /** The user's number within its class, from 0. */
    readonly index: number;
  };
  /** The user's own seeded source; use it in place of Math.random, so that a run can be repeated. */
  readonly random: Random;
  /** Counts the last request as failed where `passed` is false, with `check failed: <name>`. Gives `passed`. */
  check(name: string, passed: boolean): boolean;
  /** A pause within a task. A stop that cuts the user off breaks it; one with a stop timeout lets it end. */
  sleep(duration: Duration): Promise<void>;
}

/** What a task may give back: nothing, a promise, an (async) generator or an observable; it is run to its end. */
// biome-ignore lint/suspicious/noConfusingVoidType: a task without a return value is the common one
export type TaskResult = void | ObservableInput<unknown>;

export type Task<Session = unknown> = (context: TaskContext<Session>) => TaskResult;

/** Tasks by name; a group nests. */
export interface Tasks<Session = unknown> {
  readonly [name: string]: Task<Session> | TaskGroup<Session>;
}

/** How often each task is chosen, relative to its siblings; 1 where left out, 0 for never. */
export type Mix<Names extends string = string> = { readonly [Name in Names]?: number };

export interface TaskGroup<Session = unknown> {
  readonly [GROUP]: true;
  readonly tasks: Tasks<Session>;
  readonly mix: Mix;
}

/** What `defineUser` takes. Stand `onStart` before `tasks`: TypeScript infers in source order. */
export interface UserOptions<Session, T extends Tasks<Session>> {
  /** One line for people, shown where users are listed. */
  readonly description?: string;
  /** The share of this class among the users; default 1. */
  readonly weight?: number;
  /** Exactly so many users of this class, whatever the weights; default none. */
  readonly fixedCount?: number;
  /** Where these users aim; the test's host where left out. */
  readonly host?: string;
  /** The pause between two tasks; none where left out. A function gives ms or a duration text. */
  readonly waitTime?: WaitTime | ((input: WaitInput) => Duration);
  /** Runs once before the first task. What it returns is the session. A throw here crashes the user. */
  // biome-ignore lint/suspicious/noConfusingVoidType: an onStart without a session returns nothing
  readonly onStart?: (context: TaskContext<undefined>) => Session | Promise<Session> | void;
  readonly tasks: T;
  readonly mix?: Mix<Extract<keyof T, string>>;
  /** Runs whenever the user leaves; session is undefined where onStart did not come to its end. */
  readonly onStop?: (context: TaskContext<Session | undefined>) => TaskResult;
}

/** A class of virtual users: plain data, made by `defineUser`. */
export interface UserDefinition {
  readonly [USER]: true;
  readonly name: string;
  readonly description: string;
  readonly weight: number;
  readonly fixedCount: number;
  readonly host: string | undefined;
  readonly waitTime: WaitTime;
  readonly onStart: ((context: TaskContext<never>) => unknown) | undefined;
  readonly onStop: ((context: TaskContext<never>) => TaskResult) | undefined;
  readonly tasks: Tasks<never>;
  readonly mix: Mix;
}

/** Whether a value was made by `defineUser`. */
export function isUserDefinition(value: unknown): value is UserDefinition {
  return typeof value === 'object' && value !== null && (value as UserDefinition)[USER] === true;
}

/** Whether a value was made by `group`. */
export function isGroup(value: unknown): value is TaskGroup<never> {
  return typeof value === 'object' && value !== null && (value as TaskGroup<never>)[GROUP] === true;
}
