/** A seeded source of random numbers. Every user has its own, so that a run can be repeated. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** One of the items, each as likely as another. */
  pick<T>(items: readonly T[]): T;
}

/** Mixes the parts of a seed into 32 bits (FNV-1a over their text). */
function hashSeed(parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const char of `${part}\u0000`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
  }
  return hash >>> 0;
}

/**
 * A generator for the given parts, such as (seed, load, class, index): the same parts give the same numbers.
 * The generator is mulberry32 (Tommy Ettinger, public domain), 32 bits of state.
 */
export function seededRandom(...parts: readonly (string | number)[]): Random {
  let state = hashSeed(parts);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick() needs at least one item');
      return items[Math.floor(next() * items.length)] as (typeof items)[number];
    },
  };
}
