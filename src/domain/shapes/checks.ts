import { type Duration, toMs } from '../duration.ts';
import { StatestormError } from '../errors.ts';

/** What is right for the parts of a shape, as its makers and its ticks are held to. */
export const DUE = {
  users: 'a whole number of 0 or more',
  rate: 'a number above 0',
  userClasses: 'a list of at least one name of a user class',
  duration: 'a duration above 0, such as "30s"',
} as const;

/** @throws StatestormError `shape.invalid` naming the field where it does not hold. */
export function demand(holds: boolean, field: string, due: string, value: unknown): asserts holds {
  if (holds) return;
  throw new StatestormError('shape.invalid', `${field} must be ${due}, not ${shown(value)}`, {
    hint: `Correct "${field}" in the load file.`,
  });
}

/** Refuses fields that are not known: a misspelt one would be without effect. */
export function demandKnown(value: unknown, field: string, known: readonly string[]): void {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), field, 'an object', value);
  for (const key of Object.keys(value as object)) {
    if (known.includes(key)) continue;
    throw new StatestormError('shape.invalid', `${field}.${key} is not known`, {
      hint: `Known are ${known.join(', ')}.`,
    });
  }
}

export function isUsers(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isPositive(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}

export function isClassNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
}

/** The ms of a duration above 0. @throws StatestormError `shape.invalid` naming the field. */
export function positiveMs(value: Duration, field: string): number {
  let ms = 0;
  try {
    ms = toMs(value);
  } catch {
    // Not a duration at all: refused below like one of 0.
  }
  demand(ms > 0, field, DUE.duration, value);
  return ms;
}

/** Anything at all as a short text; never throws. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list';
    return value.every((each) => typeof each === 'string') ? value.join(', ') : 'a list';
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
