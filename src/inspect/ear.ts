import type { ObservedRequest, RequestObserver } from '../domain/observedRequest.ts';
import type { Sample } from '../domain/sample.ts';
import type { InspectedLife } from './subject.ts';

/** Listens to the requests of users. A user that nobody listens to is as it was. */
export class Ears {
  readonly #ears = new Map<InspectedLife, Ear>();

  /** Tells of every request of a user as its sample is emitted. Gives what ends it. */
  listen(life: InspectedLife, listener: RequestObserver): () => void {
    const ear = this.#ears.get(life) ?? new Ear(life);
    this.#ears.set(life, ear);
    ear.listeners.add(listener);
    return () => {
      if (!ear.listeners.delete(listener) || ear.listeners.size > 0) return;
      ear.close();
      this.#ears.delete(life);
    };
  }
}

class Ear {
  readonly listeners = new Set<RequestObserver>();
  readonly #life: InspectedLife;
  readonly #emit: InspectedLife['emit'];
  #last: ObservedRequest | undefined;

  constructor(life: InspectedLife) {
    this.#life = life;
    this.#emit = life.emit;
    life.emit = (sample) => this.#hear(sample);
    life.http.observer = (request) => {
      this.#last = request;
    };
  }

  close(): void {
    this.#life.emit = this.#emit;
    this.#life.http.observer = undefined;
  }

  #hear(sample: Sample): void {
    // The client tells of a request right before its sample comes; samples of other protocols come alone.
    const request = this.#last?.sample === sample ? this.#last : { sample, url: sample.name, hops: [] };
    this.#last = undefined;
    this.#emit(sample);
    for (const listener of [...this.listeners]) listener(request);
  }
}
