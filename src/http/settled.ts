import type { Outcome, PacedStart, Phases, Sample } from '../domain/sample.ts';
import { statusText } from './failureText.ts';
import type { KeptBody } from './keptBody.ts';

/** What is known of a request that is over: its response is a view of it, its sample is made from it. */
export interface Settled {
  readonly method: string;
  readonly name: string;
  readonly userClass: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly pacedStart: PacedStart | undefined;
  /** The URL that answered, or did not. */
  readonly url: string;
  /** Of the last answer, 0 where none came. */
  readonly status: number;
  readonly statusWords: string;
  readonly rawHeaders: Readonly<Record<string, string | string[] | undefined>> | undefined;
  readonly body: KeptBody | undefined;
  /** What went wrong on the way. */
  readonly error: string | undefined;
  readonly hops: number;
  readonly reconnects: number;
  readonly sent: boolean;
  /** ms. */
  readonly duration: number;
  /** µs. */
  readonly phases: Phases;
  /** Whether its sample was made. */
  recorded: boolean;
  /** What the task said became of it: a reason for a failure, `true` for passed. */
  verdict: string | true | undefined;
}

/** The sample, to be emitted now: from here on the task's verdict comes too late. */
export function sampleOf(settled: Settled, outcome?: Outcome): Sample {
  settled.recorded = true;
  let error: string | undefined;
  if (outcome === undefined && settled.verdict !== true) {
    error = settled.verdict ?? settled.error;
    if (error === undefined && settled.status >= 400) {
      error = statusText(settled.status, settled.statusWords, settled.name);
    }
  }
  return {
    method: settled.method,
    name: settled.name,
    userClass: settled.userClass,
    at: settled.at,
    intendedAt: settled.pacedStart?.intendedAt ?? settled.at,
    pacedStart: settled.pacedStart,
    duration: Math.round(settled.duration * 1000),
    bytes: settled.body?.length ?? 0,
    status: settled.status,
    outcome: outcome ?? (error === undefined ? 'passed' : 'failed'),
    error,
    hops: settled.hops,
    reconnects: settled.reconnects,
    sent: settled.sent,
    phases: settled.phases,
  };
}
