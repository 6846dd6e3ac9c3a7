/** A whole number as it was read: `text` is its plain spelling, for answers that repeat it. */
export interface WholeNumber {
  readonly value: number;
  readonly text: string;
}

/**
 * Reads what a careful reader would call an integer: decimal digits, an optional sign, blanks around them.
 * Undefined for anything else. One with too many digits has the value ±Infinity.
 */
export function readWhole(text: string): WholeNumber | undefined {
  const [, sign, digits] = /^([+-]?)0*(\d+)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const negative = sign === '-' && digits !== '0';
  return { value: Number(digits) * (negative ? -1 : 1), text: `${negative ? '-' : ''}${clip(digits)}` };
}

/** A text that is safe to repeat: at most 200 letters of it. */
export function clip(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
