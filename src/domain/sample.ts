/** Where the time of a request went, each in µs, summed over its hops. */
export interface Phases {
  /** Waiting for a connection of a pool; not part of the response time. */
  blocked: number;
  /** DNS and TCP. */
  connecting: number;
  tls: number;
  sending: number;
  /** From the request sent to the first byte of the answer. */
  waiting: number;
  /** From the first byte of the answer to the last. */
  receiving: number;
}

/** The start that a pacing meant for a task, kept or not. */
export interface PacedStart {
  /** ms since the epoch. */
  readonly intendedAt: number;
  /** ms from one intended start to the next, above 0. */
  readonly interval: number;
  /** Intended starts after `intendedAt` that a late user left out: this task stands in for them as well. */
  readonly skipped: number;
}

/** What became of a request: cut off by a stop (`aborted`) is neither success nor failure. */
export type Outcome = 'passed' | 'failed' | 'aborted';

/**
 * What was measured of one request that a task made, redirects and resends folded in. Made once, never
 * changed after it was emitted, never an event of a machine.
 */
export interface Sample {
  /** The HTTP method, or the type of another protocol's request. */
  readonly method: string;
  /** The entry that the request is counted under: its given name, or the path and query. */
  readonly name: string;
  /** The name of the user's class. */
  readonly userClass: string;
  /** When the request began, ms since the epoch. */
  readonly at: number;
  /** When a pacing meant it to begin, ms since the epoch; equal to `at` without one. */
  readonly intendedAt: number;
  /** Of the first request of a task that a pacing starts; undefined for every other. */
  readonly pacedStart?: PacedStart | undefined;
  /** From dispatch to the end of the last body, less `blocked`, in µs. */
  readonly duration: number;
  /** Bytes of the decoded body. */
  readonly bytes: number;
  /** The status of the last answer, 0 where none came. */
  readonly status: number;
  readonly outcome: Outcome;
  /** Why it failed, as shown to people; undefined unless `outcome` is `failed`. */
  readonly error: string | undefined;
  /** Answers that came: 1, and one more for each followed redirect. */
  readonly hops: number;
  /** Times it was sent again because a kept connection had died. */
  readonly reconnects: number;
  /** Whether the last hop left this process: a refused connection never did. */
  readonly sent: boolean;
  readonly phases: Phases;
}

/** An error that a task threw, in the words that /exceptions shows. */
export interface TaskException {
  readonly userClass: string;
  /** The task's name, or `onStart`, `onStop`, `waitTime`. */
  readonly task: string;
  readonly message: string;
  readonly traceback: string;
  /** ms since the epoch. */
  readonly at: number;
}
