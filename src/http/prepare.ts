import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Duration, toMs } from '../domain/duration.ts';
import { StatestormError } from '../domain/errors.ts';
import type { RequestOptions } from './httpClient.ts';
import type { Hop } from './redirect.ts';
import { encodeFields, type Target } from './target.ts';

/** A request as it will be sent, checked. */
export interface Prepared extends Hop {
  readonly name: string;
  /** ms; 0 for none. */
  readonly timeout: number;
  readonly maxRedirects: number;
}

/** What a session sends unless it is told otherwise. */
export interface Defaults {
  readonly headers: readonly string[];
  /** ms. */
  readonly timeout: number;
}

const MOST_REDIRECTS = 30;
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** The client's own business: they say how the message is carried. */
const REFUSED = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer']);

/** The headers of every request: who asks, and what it can read. */
export function defaultHeaders(userAgent: string): readonly string[] {
  return ['user-agent', userAgent, 'accept', '*/*', 'accept-encoding', 'gzip, deflate, br'];
}

/**
 * Checks what a task asked for and writes it down.
 * @throws StatestormError `request.invalidMethod`, `request.invalidHeader`, `request.severalBodies`,
 * `duration.invalid`, before anything is sent.
 */
export function prepare(
  method: string,
  target: Target,
  options: RequestOptions | undefined,
  defaults: Defaults,
): Prepared {
  const verb = KNOWN.has(method) ? method : checkMethod(method);
  let { headers } = defaults;
  if (options === undefined) {
    if (target.authorization) headers = [...headers, 'authorization', target.authorization];
    const { timeout } = defaults;
    return {
      method: verb,
      name: target.name,
      origin: target.origin,
      path: target.path,
      headers,
      body: undefined,
      timeout,
      maxRedirects: MOST_REDIRECTS,
    };
  }

  const [body, contentType] = bodyOf(options);
  if (options.headers !== undefined || contentType !== undefined || target.authorization !== undefined) {
    headers = mergeHeaders(headers, options.headers, contentType, target.authorization);
  }
  const maxRedirects = options.maxRedirects ?? MOST_REDIRECTS;
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

/** The headers less those named, which are given in lower case. */
export function withoutHeaders(headers: readonly string[], names: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    if (!names.includes(name.toLowerCase())) kept.push(name, headers[i + 1]!);
  }
  return kept;
}

export function hasHeader(headers: readonly string[], name: string): boolean {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]!.toLowerCase() === name) return true;
  return false;
}

function bodyOf({ json, form, body }: RequestOptions): [Uint8Array | string | undefined, string | undefined] {
  const given = Number(json !== undefined) + Number(form !== undefined) + Number(body !== undefined);
  if (given === 0) return [undefined, undefined];
  if (given > 1) {
    throw new StatestormError('request.severalBodies', 'A request has one body, several were given', {
      hint: 'Give one of json, form and body.',
    });
  }
  if (json !== undefined) return [JSON.stringify(json), 'application/json'];
  if (form !== undefined) return [encodeFields(form), 'application/x-www-form-urlencoded'];
  return [body, undefined];
}

function mergeHeaders(
  defaults: readonly string[],
  given: Readonly<Record<string, string>> = {},
  contentType: string | undefined,
  authorization: string | undefined,
): readonly string[] {
  const own: string[] = [];
  const names: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const lower = name.toLowerCase();
    checkHeader(name, lower, `${value}`);
    names.push(lower);
    // The body's own length is the one that is sent.
    if (lower !== 'content-length') own.push(name, `${value}`);
  }
  const merged = withoutHeaders(defaults, names);
  if (contentType !== undefined && !names.includes('content-type')) merged.push('content-type', contentType);
  if (authorization !== undefined && !names.includes('authorization')) {
    merged.push('authorization', authorization);
  }
  merged.push(...own);
  return merged;
}

function checkHeader(name: string, lower: string, value: string): void {
  if (REFUSED.has(lower) || (lower === 'connection' && !/^(close|keep-alive)$/i.test(value))) {
    throw new StatestormError('request.invalidHeader', `The header ${JSON.stringify(name)} cannot be set`, {
      hint: 'It says how the message is carried, which the client decides.',
    });
  }
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (cause) {
    throw new StatestormError('request.invalidHeader', `Not a valid header: ${JSON.stringify(name)}`, {
      hint: 'A name has no spaces or colons; a value has no line breaks and no characters beyond Latin-1.',
      cause,
    });
  }
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
