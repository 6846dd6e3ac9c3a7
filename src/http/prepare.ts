import { type Duration, toMs } from '../domain/duration.ts';
import { StatestormError } from '../domain/errors.ts';
import { bodyOf } from './body.ts';
import type { FileStore } from './fileStore.ts';
import { type HeaderList, withHeader, withHeaders } from './headers.ts';
import type { RequestOptions } from './httpClient.ts';
import type { Hop } from './redirect.ts';
import type { Target } from './target.ts';

/** A request as it will be sent, checked. */
export interface Prepared extends Hop {
  readonly name: string;
  /** ms; 0 for none. */
  readonly timeout: number;
  readonly maxRedirects: number;
}

/** What a session sends unless it is told otherwise. */
export interface Defaults {
  readonly headers: HeaderList;
  /** ms; 0 for none. */
  readonly timeout: number;
  readonly maxRedirects: number;
  /** Where files that are sent come from. */
  readonly files: FileStore;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Checks what a task asked for and writes it down.
 * @throws StatestormError `request.invalidMethod`, `request.invalidHeader`, `duration.invalid`, and what `bodyOf`
 * throws, before anything is sent.
 */
export function prepare(
  method: string,
  target: Target,
  options: RequestOptions | undefined,
  defaults: Defaults,
): Prepared {
  const verb = KNOWN.has(method) ? method : checkMethod(method);
  let { headers } = defaults;
  if (target.authorization) headers = withHeader(headers, 'authorization', target.authorization);
  if (options === undefined) {
    const { timeout, maxRedirects } = defaults;
    return {
      method: verb,
      name: target.name,
      origin: target.origin,
      path: target.path,
      headers,
      body: undefined,
      timeout,
      maxRedirects,
    };
  }

  const [body, contentType] = bodyOf(options, defaults.files);
  if (contentType !== undefined) headers = withHeader(headers, 'content-type', contentType);
  if (options.headers !== undefined) {
    if (options.multipart !== undefined) refuseContentType(options.headers);
    headers = withHeaders(headers, options.headers);
  }
  const maxRedirects = options.maxRedirects ?? defaults.maxRedirects;
  return {
    method: verb,
    name: options.name ?? target.name,
    origin: target.origin,
    path: target.path,
    headers,
    body,
    timeout: options.timeout === undefined ? defaults.timeout : toMs(options.timeout as Duration),
    maxRedirects: Math.max(0, maxRedirects),
  };
}

/** One without the boundary would make the message unreadable. */
function refuseContentType(headers: Readonly<Record<string, string>>): void {
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) return;
  throw new StatestormError(
    'request.invalidHeader',
    'The content type of a multipart request cannot be set',
    { hint: 'Leave it out: the client writes it, with the boundary between the parts.' },
  );
}

function checkMethod(method: string): string {
  const verb = typeof method === 'string' ? method.toUpperCase() : '';
  if (!TOKEN.test(verb) || verb === 'CONNECT') {
    throw new StatestormError(
      'request.invalidMethod',
      `Not a method to ask with: ${JSON.stringify(method)}`,
      {
        hint: 'Give an HTTP method such as GET or PROPFIND.',
      },
    );
  }
  return verb;
}
