import type { Member } from './population.ts';

type Crowd = ReadonlyMap<string, ReadonlySet<Member>>;

/** The users of one test, one by one: for those who look at some of them. Nothing is done for it as users come and go. */
export class Roster {
  /** Hears of each user before it starts; undefined while nobody looks. */
  onJoin: ((member: Member) => void) | undefined = undefined;
  readonly #crowds = new Set<Crowd>();

  add(crowd: Crowd): void {
    this.#crowds.add(crowd);
  }

  remove(crowd: Crowd): void {
    this.#crowds.delete(crowd);
  }

  /** All users, by class, oldest first. */
  *members(): Generator<Member> {
    for (const crowd of this.#crowds) for (const members of crowd.values()) yield* members;
  }
}
