import type { CensusView, CountedClass } from '../engine/census.ts';

/** The users of one member, as it last reported them. */
export interface Counted {
  readonly classes: readonly CountedClass[];
  readonly crashes: number;
}

/** The users of all members, as they last reported them. */
export class SummedCensus implements CensusView {
  readonly #counted: ReadonlyMap<string, Counted>;
  readonly #lost: () => number;
  readonly beginRun: () => void;

  constructor(counted: ReadonlyMap<string, Counted>, lost: () => number, beginRun: () => void) {
    this.#counted = counted;
    this.#lost = lost;
    this.beginRun = beginRun;
  }

  get alive(): number {
    return this.sets().reduce((sum, { alive }) => sum + alive, 0);
  }

  get crashes(): number {
    return [...this.#counted.values()].reduce((sum, { crashes }) => sum + crashes, this.#lost());
  }

  byClass(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { name, alive } of this.sets()) if (alive > 0) counts[name] = (counts[name] ?? 0) + alive;
    return counts;
  }

  sets(): readonly CountedClass[] {
    return [...this.#counted.values()].flatMap(({ classes }) => classes);
  }
}
