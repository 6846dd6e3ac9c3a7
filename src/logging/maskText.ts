const MASK = '***';

/** What names of fields, parameters and headers say of their values. */
const NAME = '(?:token|password|passwd|passphrase|secret|api[-_]?key)';

/** What carries a secret by its place, and what stands there then. Repeats are bounded, so that none is slow. */
const PLACES: readonly [RegExp, string][] = [
  // User info in a URL.
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]+@/gi, `$1${MASK}@`],
  // A parameter of a query or of a form, a field of JSON.
  [new RegExp(`((?:^|[?&;\\s"'])[\\w.-]{0,40}${NAME}[\\w.-]{0,40}=)[^\\s&"'#;]+`, 'gi'), `$1${MASK}`],
  [
    new RegExp(`("[\\w.-]{0,40}${NAME}[\\w.-]{0,40}"\\s{0,9}:\\s{0,9}")(?:[^"\\\\]|\\\\.)+`, 'gi'),
    `$1${MASK}`,
  ],
  // Headers, as they are written in a request, in code or in JSON.
  [/(authorization["']?\s{0,9}[:=]\s{0,9}["']?(?:[a-z]{1,20}\s)?)[^\s"',;}]+/gi, `$1${MASK}`],
  [/(cookie["']?\s{0,9}[:=]\s{0,9}["']?)[\w!#$%&*+.^`|~-]+=[^\r\n"']*/gi, `$1${MASK}`],
  [/(x-(?:api-key|auth-token)["']?\s{0,9}[:=]\s{0,9}["']?)[^\s"',;}]+/gi, `$1${MASK}`],
  [/\b(Bearer)\s+[\w+/=.~-]{4,}/gi, `$1 ${MASK}`],
  // Base64, not the word of a sentence.
  [/\b(Basic)\s+(?=[a-z+/]*[A-Z\d=])[\w+/=]{6,}/g, `$1 ${MASK}`],
];

/**
 * Gives the function that masks a text: what is a secret by its place, and the given values anywhere, also as JSON
 * and URLs spell them. A value of fewer than four characters is masked where it stands alone, one of a single
 * character not at all: it would be a part of every text.
 */
export function textMask(secrets: readonly string[]): (text: string) => string {
  const spellings = new Set(
    secrets
      .filter((each) => each.length > 1)
      .flatMap((each) => [
        each,
        JSON.stringify(each).slice(1, -1),
        encodeURIComponent(each.toWellFormed()),
        new URLSearchParams([['', each]]).toString().slice(1),
      ]),
  );
  // The longest first: one may hold another.
  const patterns = [...spellings].sort((a, b) => b.length - a.length).map(patternOf);
  const values = patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'gu');
  return (text) => {
    let masked = values ? text.replace(values, MASK) : text;
    for (const [pattern, by] of PLACES) masked = masked.replace(pattern, by);
    return masked;
  };
}

function patternOf(value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return value.length < 4 ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
