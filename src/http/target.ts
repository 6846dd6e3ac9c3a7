import { StatestormError } from '../domain/errors.ts';
import type { FormValue } from './httpClient.ts';

/** A scheme, host and port that connections go to. Shared by all users of a test. */
export interface Origin {
  /** `http://host:port`, without a path. */
  readonly href: string;
  /** The same for undici, which keeps it as it is. */
  readonly url: URL;
  /** `host:port`, the port always given. */
  readonly host: string;
  readonly hostname: string;
  readonly secure: boolean;
  /** How long the server was last seen to keep an idle connection, ms; undefined until it closed one. */
  closesAfter: number | undefined;
}

/** A user's host: where relative URLs go. */
export interface Host {
  /** As it was given. */
  readonly text: string;
  readonly origin: Origin;
  /** A path that all relative URLs start with, without a slash at its end. */
  readonly basePath: string;
  readonly authorization: string | undefined;
}

/** Where one request goes. */
export interface Target {
  readonly origin: Origin;
  /** Path and query. */
  readonly path: string;
  /** What the request is counted under unless it is given a name. */
  readonly name: string;
  /** From a user and password in the URL. */
  readonly authorization: string | undefined;
}

/** A path that is sent as it stands; anything else is encoded first. */
const PLAIN = /^\/[\w\-.~!$&'()*+,;=:@%/?]*$/;
const ABSOLUTE = /^https?:\/\//i;

/** The origins and hosts of a test, each made once. */
export class Targets {
  readonly #origins = new Map<string, Origin>();
  readonly #hosts = new Map<string, Host>();

  /**
   * The host that users aim at, such as `https://shop.test/base`; undefined where the text is empty.
   * @throws StatestormError `http.invalidHost` where it is no http or https URL.
   */
  host(text: string): Host | undefined {
    if (text === '') return undefined;
    let host = this.#hosts.get(text);
    if (host === undefined) {
      const url = ABSOLUTE.test(text) ? URL.parse(text) : null;
      if (url === null) {
        throw new StatestormError('http.invalidHost', `Not a host: ${JSON.stringify(text)}`, {
          hint: 'Give it with its scheme, such as http://localhost:8080.',
        });
      }
      const basePath = url.pathname.replace(/\/+$/, '');
      host = { text, origin: this.origin(url), basePath, authorization: basicAuthorization(url) };
      this.#hosts.set(text, host);
    }
    return host;
  }

  origin(url: URL): Origin {
    const href = url.origin;
    let origin = this.#origins.get(href);
    if (origin === undefined) {
      const secure = url.protocol === 'https:';
      origin = {
        href,
        url: new URL(href),
        host: `${url.hostname}:${url.port || (secure ? 443 : 80)}`,
        hostname: url.hostname,
        secure,
        closesAfter: undefined,
      };
      // A target that redirects to ever new hosts must not fill the memory.
      if (this.#origins.size >= 10_000) this.#origins.clear();
      this.#origins.set(href, origin);
    }
    return origin;
  }

  /**
   * Where a URL leads: a relative one to the user's host, below its base path.
   * @throws StatestormError `request.invalidUrl` where it is no http or https URL, or relative without a host.
   */
  resolve(
    url: string,
    host: Host | undefined,
    query: Readonly<Record<string, FormValue>> | undefined,
  ): Target {
    if (typeof url !== 'string') throw invalidUrl(url);
    if (host !== undefined && query === undefined && PLAIN.test(url)) {
      const path = host.basePath === '' ? url : host.basePath + url;
      return { origin: host.origin, path, name: url, authorization: host.authorization };
    }
    return this.#resolveSlowly(url, host, query);
  }

  #resolveSlowly(
    url: string,
    host: Host | undefined,
    query: Readonly<Record<string, FormValue>> | undefined,
  ): Target {
    const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(url);
    if (!absolute && host === undefined) {
      throw new StatestormError('request.invalidUrl', `No host for the URL ${JSON.stringify(url)}`, {
        hint: 'Give the test a host, such as --host http://localhost:8080, or the request a whole URL.',
      });
    }
    const written = withQuery(absolute || /^[/?#]/.test(url) ? url : `/${url}`, query);
    const parsed = URL.parse(absolute ? written : host!.origin.href + host!.basePath + written);
    if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:'))
      throw invalidUrl(url);
    const origin = this.origin(parsed);
    const path = parsed.pathname + parsed.search;
    let name = withoutFragment(written);
    if (absolute) name = origin.href === host?.origin.href ? path : `${origin.href}${path}`;
    else if (!name.startsWith('/')) name = `/${name}`;
    const own = origin.href === host?.origin.href ? host.authorization : undefined;
    return { origin, path, name, authorization: absolute ? (basicAuthorization(parsed) ?? own) : own };
  }
}

/** The fields of a form or query, encoded as HTML forms are. */
export function encodeFields(fields: Readonly<Record<string, FormValue>>): string {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) for (const item of value) encoded.append(name, String(item));
    else if (value !== undefined && value !== null) encoded.append(name, String(value));
  }
  return encoded.toString();
}

function withQuery(url: string, query: Readonly<Record<string, FormValue>> | undefined): string {
  const fields = query === undefined ? '' : encodeFields(query);
  if (fields === '') return url;
  const bare = withoutFragment(url);
  const separator = bare.includes('?') ? (/[?&]$/.test(bare) ? '' : '&') : '?';
  return `${bare}${separator}${fields}`;
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#');
  return at < 0 ? url : url.slice(0, at);
}

/** `Basic …` of the user and password in a URL, percent-decoded; undefined where it has none. */
export function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const credentials = `${decodeLeniently(url.username)}:${decodeLeniently(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalidUrl(url: unknown): StatestormError {
  return new StatestormError('request.invalidUrl', `Not an HTTP URL: ${JSON.stringify(url)}`, {
    hint: "Give a path of the user's host, such as /products, or a whole http:// or https:// URL.",
  });
}
