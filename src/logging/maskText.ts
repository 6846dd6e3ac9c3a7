const MASK = '***';

/** What carries a secret by its place: user info in a URL, a query's token, an Authorization header. */
const PLACES: readonly [RegExp, string][] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi, `$1${MASK}@`],
  [/([?&][\w.-]*(?:token|password|secret|api_?key)[\w.-]*=)[^\s&"'#]+/gi, `$1${MASK}`],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]{4,}/gi, `$1 ${MASK}`],
];

/** Gives the function that masks a line of a log: secrets by their place, and the given values anywhere. */
export function textMask(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((each) => each.length >= 4)
    .flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]);
  // The longest first: one may hold another.
  const values = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const value of values) masked = masked.replaceAll(value, MASK);
    for (const [pattern, by] of PLACES) masked = masked.replace(pattern, by);
    return masked;
  };
}
