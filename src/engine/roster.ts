import type { Member } from './population.ts';

/** The users of one population. */
export interface Crowd {
  readonly members: ReadonlyMap<string, ReadonlySet<Member>>;
  /** How many of them are told to go. */
  leaving(): number;
}

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

  /** Users that are told to go and have not left yet. */
  get leaving(): number {
    let leaving = 0;
    for (const crowd of this.#crowds) leaving += crowd.leaving();
    return leaving;
  }

  /** All users, by class, oldest first. */
  *members(): Generator<Member> {
    for (const { members } of this.#crowds) for (const ofClass of members.values()) yield* ofClass;
  }

  /** The users of one class. */
  *membersOf(className: string): Generator<Member> {
    for (const { members } of this.#crowds) yield* members.get(className) ?? [];
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
