import { StatestormError } from '../domain/errors.ts';
import type { RequestObserver } from '../domain/observedRequest.ts';
import type { Sample } from '../domain/sample.ts';
import { CookieJar, type CookieUrl } from './cookieJar.ts';
import type { Cookies } from './httpClient.ts';
import { Lane } from './lane.ts';
import type { Defaults } from './prepare.ts';
import type { Profile } from './profiles.ts';
import { Scope, type ScopeOwner } from './scope.ts';
import type { Shared } from './sender.ts';
import type { HttpScope, HttpSession } from './session.ts';
import type { Host, Origin } from './target.ts';

/** What the sessions of a test have in common. */
export interface SessionKit {
  readonly shared: Shared;
  /** Told when a session has connections of its own, and when it is over. */
  opened(session: UserSession): void;
  closed(session: UserSession): void;
}

/** One user's connections and cookies. What it does not use it does not have. */
export class UserSession implements HttpSession, ScopeOwner {
  readonly userClass: string;
  readonly host: Host | undefined;
  jar: CookieJar | undefined = undefined;
  observer: RequestObserver | undefined = undefined;
  closed = false;
  readonly #kit: SessionKit;
  readonly #profile: Profile;
  #lane: Lane | undefined;
  #furtherLanes: Map<string, Lane> | undefined;
  #scopes: Scope[] | undefined;
  #cookies: Cookies | undefined;

  constructor(kit: SessionKit, profile: Profile, host: Host | undefined, userClass: string) {
    this.#kit = kit;
    this.#profile = profile;
    this.host = host;
    this.userClass = userClass;
  }

  get shared(): Shared {
    return this.#kit.shared;
  }

  get defaults(): Defaults {
    return this.#profile.defaults;
  }

  get cookies(): Cookies {
    this.#cookies ??= new SessionCookies(this);
    return this.#cookies;
  }

  scope(emit: (sample: Sample) => void): HttpScope {
    const scope = new Scope(this, emit);
    if (this.#scopes === undefined) this.#scopes = [scope];
    else this.#scopes.push(scope);
    return scope;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const scope of this.#scopes ?? []) scope.abort();
    this.#scopes = undefined;
    this.#lane?.close();
    for (const lane of this.#furtherLanes?.values() ?? []) lane.close();
    this.#lane = undefined;
    this.#furtherLanes = undefined;
    this.#kit.closed(this);
  }

  lane(origin: Origin): Lane {
    if (this.#lane?.origin === origin) return this.#lane;
    if (this.#lane === undefined) {
      this.#kit.opened(this);
      this.#lane = this.#newLane(origin);
      return this.#lane;
    }
    this.#furtherLanes ??= new Map();
    let lane = this.#furtherLanes.get(origin.href);
    if (lane === undefined) {
      lane = this.#newLane(origin);
      this.#furtherLanes.set(origin.href, lane);
    }
    return lane;
  }

  storeCookies(setCookie: string | string[], origin: Origin, path: string): void {
    this.jar ??= new CookieJar();
    const from: CookieUrl = { hostname: origin.hostname, secure: origin.secure, path };
    const now = this.shared.clock.now();
    if (typeof setCookie === 'string') this.jar.store(setCookie, from, now);
    else for (const each of setCookie) this.jar.store(each, from, now);
  }

  #newLane(origin: Origin): Lane {
    const { network, connections } = this.#profile;
    return new Lane(origin, network, connections, false);
  }
}

/** Tokens of a cookie's name, and what its value may hold (RFC 6265, 4.1.1, with spaces and commas let through). */
const NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;
const VALUE = /^[\x20-\x3a\x3c-\x7e\x80-\xff]*$/;

class SessionCookies implements Cookies {
  readonly #session: UserSession;

  constructor(session: UserSession) {
    this.#session = session;
  }

  get(name: string, url?: string): string | undefined {
    const { jar, shared } = this.#session;
    return jar?.get(name, this.#where(url), shared.clock.now());
  }

  set(name: string, value: string, url?: string): void {
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw new StatestormError('cookie.invalid', `Not a valid cookie: ${JSON.stringify(name)}`, {
        hint: 'A name is a word; a value has no line breaks, semicolons or characters beyond Latin-1.',
      });
    }
    this.#session.jar ??= new CookieJar();
    this.#session.jar.set(name, value, this.#where(url), this.#session.shared.clock.now());
  }

  clear(): void {
    this.#session.jar?.clear();
  }

  #where(url = '/'): CookieUrl {
    const { host, shared } = this.#session;
    const { origin, path } = shared.targets.resolve(url, host, undefined);
    return { hostname: origin.hostname, secure: origin.secure, path };
  }
}
