import type { Member } from './population.ts';

type Crowd = ReadonlyMap<string, ReadonlySet<Member>>;

/** The users of one test, one by one: for those who look at some of them. Users that come and go cost it nothing. */
export class Roster {
  readonly #crowds = new Set<Crowd>();
  readonly #listeners = new Set<(member: Member) => void>();

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

  /** Tells of each user right before it starts. Gives what ends it. */
  onJoin(listener: (member: Member) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  joined(member: Member): void {
    for (const listener of this.#listeners) listener(member);
  }
}
