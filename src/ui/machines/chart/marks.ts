import type { Dwelling } from '../../../inspect/wire.ts';

/** What a state's number of users, or of workers, says. */
export interface Badge extends Dwelling {
  /** From 0, nobody, to 1, everybody. */
  readonly heat: number;
  /** What one of those is called who are counted: a user where left out. */
  readonly unit?: string;
  /** In place of the number, as for users that nobody watches. */
  readonly note?: string;
}

/** What lights up on a chart. It changes often, and the drawing does not: it comes to its parts by a context. */
export interface Marks {
  /** Paths of active states. */
  readonly active: ReadonlySet<string>;
  /** Ids of the transitions taken last, and when, ms since the epoch. */
  readonly traced: ReadonlySet<string>;
  readonly tracedAt: number;
  readonly badges: ReadonlyMap<string, Badge>;
}

export const NO_MARKS: Marks = { active: new Set(), traced: new Set(), tracedAt: 0, badges: new Map() };
