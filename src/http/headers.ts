import { validateHeaderName, validateHeaderValue } from 'node:http';
import { StatestormError } from '../domain/errors.ts';

/** Header fields as they are sent: names and values in turn. */
export type HeaderList = readonly string[];

/** The client's own business: they say how the message is carried. */
const REFUSED = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer']);

/** The headers of every request: who asks, and what it can read. */
export function defaultHeaders(userAgent: string): HeaderList {
  return ['user-agent', userAgent, 'accept', '*/*', 'accept-encoding', 'gzip, deflate, br'];
}

/** The headers less those named, which are given in lower case. */
export function withoutHeaders(headers: HeaderList, names: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    if (!names.includes(name.toLowerCase())) kept.push(name, headers[i + 1]!);
  }
  return kept;
}

export function hasHeader(headers: HeaderList, name: string): boolean {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]!.toLowerCase() === name) return true;
  return false;
}

/**
 * The headers with one set; what they had of that name is gone.
 * @param name In lower case.
 */
export function withHeader(headers: HeaderList, name: string, value: string): string[] {
  const set = hasHeader(headers, name) ? withoutHeaders(headers, [name]) : [...headers];
  set.push(name, value);
  return set;
}

/**
 * The headers with those that were given set, names in any case; what was given as undefined or null changes
 * nothing, and a length is not taken: the body's own is the one that is sent.
 * @throws StatestormError `request.invalidHeader`.
 */
export function withHeaders(headers: HeaderList, given: Readonly<Record<string, string>>): string[] {
  const own: string[] = [];
  const names: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const lower = name.toLowerCase();
    checkHeader(name, lower, `${value}`);
    names.push(lower);
    if (lower !== 'content-length') own.push(name, `${value}`);
  }
  const set = withoutHeaders(headers, names);
  set.push(...own);
  return set;
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
