import type { StartedFleet } from './startFleet.ts';

/** What the probes of a process that decides tell of it. */
export class ProcessState {
  /** Whether all is there that it waits for. */
  complete = false;
  draining = false;
  readonly #fleet: Pick<StartedFleet, 'reachable'> | undefined;

  constructor(fleet: Pick<StartedFleet, 'reachable'> | undefined) {
    this.#fleet = fleet;
  }

  get ready(): boolean {
    return this.complete && (this.#fleet?.reachable ?? true);
  }
}
