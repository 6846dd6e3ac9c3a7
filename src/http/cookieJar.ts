import { isIP } from 'node:net';
import { parseCookieDate } from './cookieDate.ts';

/** A cookie as it is kept (RFC 6265, 5.3). */
interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Lower-case, without a leading dot. */
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** ms since the epoch; Infinity for the length of the session. */
  readonly expiresAt: number;
}

/** Where a request goes, as far as cookies care. */
export interface CookieUrl {
  /** Lower-case. */
  readonly hostname: string;
  readonly secure: boolean;
  /** Path, perhaps with its query. */
  readonly path: string;
}

/** What a browser keeps at least (RFC 6265, 6.1): 4096 bytes a cookie; cookies of one user are held to 300. */
const LONGEST_COOKIE = 4096;
const MOST_COOKIES = 300;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a cookie must not hold
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The cookies of one user by RFC 6265 (domain, path, secure, expires, max-age, host-only). There is no list of
 * public suffixes: a Domain of one label, such as `com`, is refused, one such as `co.uk` is not.
 */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Takes a Set-Cookie field (5.2, 5.3). What does not fit the URL it came from is ignored. */
  store(setCookie: string, from: CookieUrl, now: number): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const equals = pair.indexOf('=');
    if (equals < 0) return;
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (name === '' || CONTROL.test(pair) || pair.length > LONGEST_COOKIE) return;

    let expires = Number.POSITIVE_INFINITY;
    let maxAge: number | undefined;
    let domain = '';
    let path = '';
    let secure = false;
    for (const attribute of attributes) {
      const at = attribute.indexOf('=');
      const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
      const text = at < 0 ? '' : attribute.slice(at + 1).trim();
      if (key === 'expires') expires = parseCookieDate(text) ?? expires;
      else if (key === 'max-age' && /^-?\d+$/.test(text)) maxAge = Number(text);
      else if (key === 'domain' && text !== '') domain = text.replace(/^\./, '').toLowerCase();
      else if (key === 'path') path = text;
      else if (key === 'secure') secure = true;
    }
    if (maxAge !== undefined) expires = maxAge <= 0 ? Number.NEGATIVE_INFINITY : now + maxAge * 1000;

    let hostOnly = true;
    if (domain !== '' && domain !== from.hostname) {
      if (!domain.includes('.') || !domainMatches(from.hostname, domain)) return;
      hostOnly = false;
    } else if (domain !== '') {
      hostOnly = isIP(domain) !== 0 || !domain.includes('.');
    }
    this.#put(
      {
        name,
        value,
        domain: domain || from.hostname,
        hostOnly,
        path: path.startsWith('/') ? path : defaultPath(from.path),
        secure,
        expiresAt: expires,
      },
      now,
    );
  }

  /** Sets a cookie for the whole of a host, until it is cleared. */
  set(name: string, value: string, host: CookieUrl, now: number): void {
    const domain = host.hostname;
    this.#put(
      { name, value, domain, hostOnly: true, path: '/', secure: false, expiresAt: Number.POSITIVE_INFINITY },
      now,
    );
  }

  /** The Cookie field for a request (5.4); undefined where no cookie fits. */
  header(to: CookieUrl, now: number): string | undefined {
    if (this.#cookies.length === 0) return undefined;
    const fitting = this.#matching(to, now);
    if (fitting.length === 0) return undefined;
    return fitting.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  }

  get(name: string, to: CookieUrl, now: number): string | undefined {
    return this.#matching(to, now).find((cookie) => cookie.name === name)?.value;
  }

  clear(): void {
    this.#cookies = [];
  }

  #put(cookie: Cookie, now: number): void {
    const cookies = this.#cookies;
    const index = cookies.findIndex(
      (kept) => kept.name === cookie.name && kept.domain === cookie.domain && kept.path === cookie.path,
    );
    if (cookie.expiresAt <= now) {
      if (index >= 0) cookies.splice(index, 1);
    } else if (index >= 0) {
      cookies[index] = cookie;
    } else {
      cookies.push(cookie);
      if (cookies.length > MOST_COOKIES) cookies.shift();
    }
  }

  /** Longer paths first, then in the order in which they were made (5.4, 2). */
  #matching(to: CookieUrl, now: number): Cookie[] {
    const fitting = this.#cookies.filter(
      (cookie) =>
        cookie.expiresAt > now &&
        (!cookie.secure || to.secure) &&
        (cookie.hostOnly ? cookie.domain === to.hostname : domainMatches(to.hostname, cookie.domain)) &&
        pathMatches(to.path, cookie.path),
    );
    return fitting.length > 1 ? fitting.sort((a, b) => b.path.length - a.path.length) : fitting;
  }
}

/** RFC 6265, 5.1.3. */
function domainMatches(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && isIP(hostname) === 0);
}

/** RFC 6265, 5.1.4. */
function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (cookiePath === '/') return true;
  const path = withoutQuery(requestPath);
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/');
}

function defaultPath(requestPath: string): string {
  const path = withoutQuery(requestPath);
  const last = path.lastIndexOf('/');
  return last <= 0 ? '/' : path.slice(0, last);
}

function withoutQuery(path: string): string {
  const at = path.indexOf('?');
  return at < 0 ? path : path.slice(0, at);
}
