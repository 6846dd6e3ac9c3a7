import type { Observable } from 'rxjs';
import type { Sample, TaskException } from '../domain/sample.ts';
import type { StopReason } from '../domain/stopReason.ts';
import type { TaskContext } from './user.ts';

/** Marks what `defineHooks` made, across copies of this module. */
const HOOKS: unique symbol = Symbol.for('statestorm.hooks') as never;

/** What happens in a test, by the name of its hook. */
export interface HookFacts {
  /** A run begins. Users start once every callback, and the promise that it gave, is through. */
  readonly testStart: { readonly run: number; readonly host: string };
  /** A run is over: no user is left, and the statistics are final. */
  readonly testStop: { readonly run: number; readonly reason: StopReason };
  /** Every planned user was started, or stopped. */
  readonly spawningComplete: { readonly run: number; readonly userCount: number };
  /** A request, or what a task recorded, has ended. */
  readonly request: Sample;
  /** A task, onStart, onStop or wait function threw. */
  readonly userError: TaskException;
  /** The statistics were zeroed by /stats/reset. */
  readonly reset: { readonly run: number };
  /** The process is about to end, its loads stopped. */
  readonly quitting: Readonly<Record<string, never>>;
}

export type HookName = keyof HookFacts;

/** The same facts as streams: `request$` and so on. They complete when the process ends. */
export type HookStreams = { readonly [Name in HookName as `${Name}$`]: Observable<HookFacts[Name]> };

/** What hooks are given, once for each test that they belong to. */
export interface HookEvents extends HookStreams {
  /** `web` for port 80's test, `recipes` for port 81's. */
  readonly test: string;
  /** The present values of options that `defineOptions` declared. */
  readonly options: TaskContext['options'];
  /**
   * Calls back for each fact. What a callback throws is logged and ends nothing. The start of a run, its end and
   * the end of the process wait for the promises that their callbacks give, for 30 s at most.
   */
  on<Name extends HookName>(name: Name, callback: (fact: HookFacts[Name]) => unknown): void;
}

export interface Hooks {
  readonly [HOOKS]: true;
  readonly attach: (events: HookEvents) => void;
}

/**
 * Hooks of a load file: exported from it, they are attached to port 80's test, and to port 81's where the file
 * has a recipe user.
 * @example
 * export const hooks = defineHooks((events) => {
 *   events.on('testStart', ({ host }) => console.error(`aiming at ${host}`));
 *   events.request$.subscribe((sample) => {});
 * });
 */
export function defineHooks(attach: (events: HookEvents) => void): Hooks {
  return { [HOOKS]: true, attach };
}

/** Whether a value was made by `defineHooks`. */
export function isHooks(value: unknown): value is Hooks {
  return typeof value === 'object' && value !== null && (value as Hooks)[HOOKS] === true;
}
