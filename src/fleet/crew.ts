import type { AnyActorRef, AnyStateMachine } from 'xstate';

/** The actors that run the chart of each worker: those that there are, and news of each that comes. */
export class Crew {
  /** The chart that all of them run. */
  readonly machine: AnyStateMachine;
  readonly #present = new Set<AnyActorRef>();
  readonly #listeners = new Set<(worker: AnyActorRef) => void>();

  constructor(machine: AnyStateMachine) {
    this.machine = machine;
  }

  /** Those that there are now; whose state changed last stands last. */
  get present(): readonly AnyActorRef[] {
    return [...this.#present];
  }

  /** Takes in a worker that has not been started yet. */
  add(worker: AnyActorRef): void {
    this.#present.add(worker);
    worker.subscribe(() => {
      if (this.#present.delete(worker)) this.#present.add(worker);
    });
    for (const listener of this.#listeners) listener(worker);
  }

  /** It is gone for good. */
  remove(worker: AnyActorRef): void {
    this.#present.delete(worker);
  }

  /** Tells of each that comes, right before it starts. Gives what ends it. */
  onJoin(listener: (worker: AnyActorRef) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
