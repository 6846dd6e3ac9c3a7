import {
  type Mix,
  SET,
  type Tags,
  type Task,
  type TaskSet,
  type Tasks,
  type WaitInputOption,
} from './user.ts';
import { toWaitTime } from './waits.ts';

type Names<T> = Extract<keyof T, string>;

/** What every set takes. Stand `onStart` before `tasks`. */
interface SetOptions<Session, T extends Tasks<Session>> {
  /** The pause between two of its tasks; the user's, or that of the set around it, where left out. */
  readonly waitTime?: WaitInputOption;
  /** Runs when the user enters; a throw is an exception, and the user leaves again. */
  readonly onStart?: Task<Session>;
  readonly tasks: T;
  readonly tags?: Tags<Names<T>>;
  /** Runs when the user leaves the set, be it because it is stopped. */
  readonly onStop?: Task<Session>;
}

/** Tasks with weights of their own that are chosen as one among their siblings; then one of them runs. */
export function group<Session, T extends Tasks<Session>>({
  tasks,
  mix = {},
  tags = {},
}: {
  readonly tasks: T;
  readonly mix?: Mix<Names<T>>;
  readonly tags?: Tags<Names<T>>;
}): TaskSet<Session> {
  return { ...NOTHING_SET, order: 'once', tasks, mix, tags };
}

/** Tasks that a user stays with, chosen by their mix, until one of them calls `interrupt()`. */
export function taskSet<Session, T extends Tasks<Session>>({
  mix = {},
  ...options
}: SetOptions<Session, T> & { readonly mix?: Mix<Names<T>> }): TaskSet<Session> {
  return { ...common('taskSet', options), order: 'mix', mix };
}

/**
 * Tasks one after another, in the order in which they stand, over and over until one of them calls
 * `interrupt()`, or `rounds` times.
 */
export function sequence<Session, T extends Tasks<Session>>({
  rounds,
  ...options
}: SetOptions<Session, T> & { readonly rounds?: number }): TaskSet<Session> {
  return { ...common('sequence', options), order: 'sequence', rounds };
}

/**
 * A Markov chain: `transitions` has, for every task, the weights of the tasks that may follow it. Begins with
 * `first`, or the task that stands first, and goes on until one calls `interrupt()`.
 */
export function markov<Session, T extends Tasks<Session>>({
  first,
  transitions,
  ...options
}: SetOptions<Session, T> & {
  readonly first?: Names<T>;
  readonly transitions: { readonly [From in Names<T>]: Mix<Names<T>> };
}): TaskSet<Session> {
  return { ...common('markov', options), order: 'markov', first, transitions };
}

const NOTHING_SET = {
  [SET]: true,
  mix: {},
  tags: {},
  rounds: undefined,
  first: undefined,
  transitions: {},
  waitTime: undefined,
  onStart: undefined,
  onStop: undefined,
} as const;

function common<Session>(
  by: string,
  { waitTime, onStart, tasks, tags = {}, onStop }: SetOptions<Session, Tasks<Session>>,
) {
  return {
    ...NOTHING_SET,
    tasks,
    tags,
    onStart,
    onStop,
    waitTime: waitTime === undefined ? undefined : toWaitTime(`${by}()`, waitTime),
  };
}
