/** Readers of plain values from texts, as flags, variables, files and forms give them; undefined for anything else. */

/** `true`, `yes`, `on`, `1` and their opposites, in any case. */
export function readFlag(text: string): boolean | undefined {
  if (/^(true|yes|on|1)$/i.test(text.trim())) return true;
  return /^(false|no|off|0)$/i.test(text.trim()) ? false : undefined;
}

/** A whole number in decimal digits that JavaScript holds exactly. */
export function readInteger(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A decimal number, an exponent allowed; neither NaN nor an infinite one. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** One of some words, in any case. */
export function readWord<T extends string>(text: string, words: readonly T[]): T | undefined {
  const wanted = text.trim().toLowerCase();
  return words.find((each) => each.toLowerCase() === wanted);
}
