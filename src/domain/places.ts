import type { Shares } from './shares.ts';

/**
 * How the members of a run number their users, so that no two of a class have one number: each member has a place in
 * each class that it has users of, and counts on from there in strides.
 */
export interface Places {
  /** How far apart two users of one member are numbered: as many as there were members when the run began. */
  readonly stride: number;
  /** Of each class the members by their places; one that is gone for good leaves its place empty. */
  readonly byClass: Readonly<Record<string, readonly string[]>>;
}

const EMPTY = '';

/** Users of one member of which the places past the first `stride` are kept clear. */
const FURTHER = 2 ** 20;

/** Those of a run that begins with so many members. */
export function firstPlaces(members: number): Places {
  return { stride: Math.max(1, members), byClass: {} };
}

/**
 * With a place for each member in each class that it has users of. Who has one user more than others comes before
 * them, so that a run begins with the numbers from 0 on, and none left out.
 */
export function withShares({ stride, byClass }: Places, shares: Shares): Places {
  const next: Record<string, readonly string[]> = { ...byClass };
  const names = new Set(Object.values(shares).flatMap((counts) => Object.keys(counts)));
  for (const name of names) {
    const users = (member: string): number => shares[member]?.[name] ?? 0;
    const known = next[name] ?? [];
    const placed = new Set(known);
    const come = Object.keys(shares).filter((member) => users(member) > 0 && !placed.has(member));
    next[name] = [...known, ...come.sort((a, b) => users(b) - users(a))];
  }
  return { stride, byClass: next };
}

/** After a member is gone for good: who comes under its name knows nothing of the numbers that it gave. */
export function withoutMember({ stride, byClass }: Places, member: string): Places {
  const left = Object.entries(byClass).map(([name, members]): [string, readonly string[]] => [
    name,
    members.map((each) => (each === member ? EMPTY : each)),
  ]);
  return { stride, byClass: Object.fromEntries(left) };
}

/** What gives a member's user of a class its number, by the order in which it makes them, from 0. */
export function numbering(
  { stride, byClass }: Places,
  member: string,
): (name: string, order: number) => number {
  const places = new Map(Object.entries(byClass).map(([name, members]) => [name, members.indexOf(member)]));
  return (name, order) => {
    const place = places.get(name) ?? 0;
    return (order + Math.floor(place / stride) * FURTHER) * stride + (place % stride);
  };
}
