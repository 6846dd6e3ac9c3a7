import type { ValueType } from './valueTypes.ts';

/** A user name, as HTTP Basic can carry it. */
export const userName = one('a name without colons and control characters', (given) =>
  /^[^:\p{Cc}]+$/u.test(given) && given.trim() !== '' ? given : undefined,
);

/** A password. A line break at its end, which files and encoders leave behind, is dropped. */
export const password = one('a password: at least one character, and no control characters', (given) => {
  const wanted = withoutLineEnd(given);
  return /^\P{Cc}+$/u.test(wanted) && wanted.trim() !== '' ? wanted : undefined;
});

/** What stands after `Bearer` in a header. A line break at its end is dropped. */
export const token = one('a token: visible ASCII characters, at least one, and no blanks', (given) => {
  const wanted = withoutLineEnd(given);
  return /^[\x21-\x7e]+$/.test(wanted) ? wanted : undefined;
});

/** Headers that requests of every kind carry: they name nobody. */
const ORDINARY =
  /^(?:host|connection|accept(?:-.*)?|user-agent|origin|referer|cookie|authorization|content-.*|cache-control|pragma|te|upgrade.*|sec-.*|x-forwarded-(?:for|host|proto|port)|x-real-ip|x-request-id|x-requested-with)$/;

/** The header by which a proxy names who has logged in there. */
export const headerName = one('a header that only a proxy sets, such as X-Forwarded-User', (given) => {
  const wanted = given.trim();
  return /^[\w!#$%&'*+.^`|~-]+$/.test(wanted) && !ORDINARY.test(wanted.toLowerCase()) ? wanted : undefined;
});

function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}

function one<T>(expects: string, parse: (text: string) => T | undefined): ValueType<T> {
  return { expects, takes: 'one', parse };
}
