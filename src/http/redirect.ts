import type { Body } from './body.ts';
import { withoutHeaders } from './headers.ts';
import type { Origin, Targets } from './target.ts';

/** One request on the wire, as far as a redirect changes it. */
export interface Hop {
  readonly method: string;
  readonly origin: Origin;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, without a Cookie of the jar. */
  readonly headers: readonly string[];
  readonly body: Body | undefined;
}

/** What is not told to another origin. */
const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie', 'host'];
const OF_THE_BODY = ['content-type', 'content-encoding', 'content-language', 'content-location'];

/** Whether the status sends one elsewhere (RFC 9110, 15.4); 300 and 304 do not. */
export function isRedirect(status: number): boolean {
  return status === 302 || status === 301 || status === 303 || status === 307 || status === 308;
}

/**
 * The hop that follows a redirect, as browsers make it (WHATWG Fetch, HTTP-redirect fetch): 303 becomes a GET
 * unless it was HEAD, 301 and 302 turn POST into GET, 307 and 308 keep method and body; to another origin it
 * goes without credentials. Undefined where the location is no HTTP URL.
 */
export function redirected(hop: Hop, status: number, location: string, targets: Targets): Hop | undefined {
  // Fields come as Latin-1; a location that is not ASCII is UTF-8 in practice.
  const text = Buffer.from(location, 'latin1').toString();
  const url = URL.parse(text, hop.origin.href + hop.path);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  let { method, body, headers } = hop;
  if (
    (status === 303 && method !== 'GET' && method !== 'HEAD') ||
    ((status === 301 || status === 302) && method === 'POST')
  ) {
    method = 'GET';
    body = undefined;
    headers = withoutHeaders(headers, OF_THE_BODY);
  }
  const origin = targets.origin(url);
  if (origin.href !== hop.origin.href) headers = withoutHeaders(headers, CREDENTIALS);
  return { method, origin, path: url.pathname + url.search, headers, body };
}
