import { messageOf, StatestormError } from '../domain/errors.ts';

/** @param setting Its whole name, such as `http.tls.cert`. */
export function invalidSetting(
  setting: string,
  what: string,
  hint: string,
  cause?: unknown,
): StatestormError {
  const why = cause === undefined ? '' : ` (${messageOf(cause)})`;
  return new StatestormError('http.invalidSetting', `${setting}: ${what}${why}`, { hint, cause });
}

/** @throws StatestormError `http.invalidSetting` where it is no object, or one with other keys. */
export function checkKeys(setting: string, given: unknown, known: readonly string[]): void {
  const hint = `It has ${known.join(', ')}, all of them optional.`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidSetting(setting, 'is not an object of settings', hint);
  }
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw invalidSetting(`${setting}.${key}`, 'no such setting', hint);
  }
}
