import type { RequestObserver } from '../domain/observedRequest.ts';
import type { PacedStart, Sample } from '../domain/sample.ts';
import type { HttpClient, HttpResponse } from './httpClient.ts';

/** The part of a user's life that requests belong to: its task loop, or its onStop. */
export interface HttpScope {
  readonly http: HttpClient;
  /** The last response whose sample is not recorded yet; what a check marks. */
  readonly lastResponse: HttpResponse | undefined;
  /** When a pacing meant the next request to begin; its sample carries it. Undefined without a pacing. */
  pacedStart: PacedStart | undefined;
  /** Records what was held back for `fail` and `pass`. Called at the end of every task and before a wait. */
  flush(): void;
  /**
   * Cuts off what is in flight: each such request is recorded as `aborted` before this returns, its promise
   * rejects with `Cut`. What begins afterwards never settles, so that a task that catches everything cannot spin.
   */
  abort(): void;
}

/** One user's connections and cookies, over its whole life. */
export interface HttpSession {
  /** Hears of the user's requests; undefined while nobody watches. */
  observer?: RequestObserver | undefined;
  /** Opens the scope whose samples go to `emit`. Cookies and connections are the session's. */
  scope(emit: (sample: Sample) => void): HttpScope;
  /** Closes the connections. */
  close(): void;
}

/** What a request rejects with when a stop cuts it off. */
export class Cut extends Error {
  override readonly name = 'Cut';
}
