/** What a name, or an error's text, becomes once there are too many of them. */
export const OTHER = '(other)';

/** How much is kept apart; what goes past it is folded into `(other)` or cut. */
export interface Bounds {
  /** Entries, `(other)` not counted. */
  readonly maxEntries: number;
  /** Failures that read differently. */
  readonly maxFailures: number;
  /** Exceptions that read differently. */
  readonly maxExceptions: number;
  /** Characters of an error or a message. */
  readonly maxMessage: number;
  /** Characters of a traceback. */
  readonly maxTraceback: number;
}

export const DEFAULT_BOUNDS: Bounds = {
  maxEntries: 2000,
  maxFailures: 2000,
  maxExceptions: 2000,
  maxMessage: 1024,
  maxTraceback: 8192,
};

/** The sentence for the log once names are folded. */
export function foldedEntries(maxEntries: number): string {
  return (
    `More than ${maxEntries} request names: further ones are counted together as "${OTHER}". ` +
    'Give requests that belong together one name.'
  );
}

/**
 * At most `most` characters of a text. The copy shares nothing with a longer original, which V8 would
 * otherwise keep alive behind the short one.
 */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${Buffer.from(text.slice(0, most - 1), 'utf8').toString('utf8')}…`;
}
