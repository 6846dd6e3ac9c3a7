import type { Sample } from './sample.ts';

/** One answer on the way of a request. */
export interface ObservedHop {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

/** A request with what its sample leaves out; made only for users that somebody watches. */
export interface ObservedRequest {
  readonly sample: Sample;
  /** The URL that answered last, or did not. */
  readonly url: string;
  /** Each answer, redirects included, in order; those that came before anybody watched are left out. */
  readonly hops: readonly ObservedHop[];
}

/** Hears of one user's requests, each right before its sample is emitted. Must not block or throw. */
export type RequestObserver = (request: ObservedRequest) => void;
