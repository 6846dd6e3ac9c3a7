const SECRET = /token|passw(?:or)?d|passphrase|secret|credential|authorization|cookie|api[-_]?key/i;
const MASK = '***';
const DEEPEST = 5;
const MOST_ITEMS = 100;

/**
 * A plain copy of what a log line carries, in which values under a key that smells of a secret are `***`, and all
 * texts, keys too, went through `mask`. Errors become their text, what is too deep or comes round again a short
 * note.
 */
export function maskSecrets(
  value: unknown,
  mask: (text: string) => string,
  ancestors: readonly object[] = [],
): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return mask(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return mask(String(value));
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= DEEPEST) return '[deeper]';
  const within = [...ancestors, value];
  if (value instanceof URL) return mask(value.href);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MOST_ITEMS).map((each) => maskSecrets(each, mask, within));
  }
  const entries =
    value instanceof Map ? [...value].map(([key, each]) => [String(key), each]) : entriesOf(value);
  return Object.fromEntries(
    entries
      .slice(0, MOST_ITEMS)
      .map(([key, each]) => [
        mask(key as string),
        SECRET.test(key as string) && each != null ? MASK : maskSecrets(each, mask, within),
      ]),
  );
}

/** The fields of an object; a getter that throws costs its own field alone. */
function entriesOf(value: object): [string, unknown][] {
  return Object.keys(value).map((key) => {
    try {
      return [key, (value as Record<string, unknown>)[key]];
    } catch (error) {
      return [key, `[${String(error)}]`];
    }
  });
}
