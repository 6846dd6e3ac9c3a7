import type { Clock } from '../domain/clock.ts';
import type { RequestObserver } from '../domain/observedRequest.ts';
import type { CookieJar } from './cookieJar.ts';
import type { Deadlines } from './deadlines.ts';
import type { Lane } from './lane.ts';
import type { Origin, Targets } from './target.ts';

/** What all requests of a test share. */
export interface Shared {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly targets: Targets;
  /** Bytes of a body that are kept. */
  readonly keptBody: number;
  /** ms that a connection is given. */
  readonly connectTimeout: number;
}

/** The user on whose behalf a request is made. */
export interface Sender {
  readonly userClass: string;
  readonly jar: CookieJar | undefined;
  /** Set while somebody watches this user. */
  readonly observer: RequestObserver | undefined;
  storeCookies(setCookie: string | string[], origin: Origin, path: string): void;
  lane(origin: Origin): Lane;
}
