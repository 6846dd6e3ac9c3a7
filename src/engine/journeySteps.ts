import {
  type AnyMachineSnapshot,
  type ExecutableActionObject,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';
import type { Journey, JourneyEvent } from '../authoring/journey.ts';

/** Where a step of a journey led, and what its chart does on the way. */
export interface JourneyStep {
  readonly snapshot: AnyMachineSnapshot;
  readonly actions: readonly ExecutableActionObject[];
}

/** What is known of a state and an event: the weights that decide, if any, and where each of them leads. */
interface Known {
  readonly group: object | undefined;
  readonly next: Map<object | undefined, AnyMachineSnapshot>;
}

const NO_ACTIONS: readonly ExecutableActionObject[] = [];

/**
 * The steps of one journey, for all of its users, by the pure functions of XState. Where the chart does nothing but
 * lead from state to state by events and weights, a step that was once taken is looked up from then on: snapshots are
 * never changed, so users can share them. That costs a tenth of XState's step.
 */
export class JourneySteps {
  readonly #journey: Journey;
  readonly #known = new WeakMap<AnyMachineSnapshot, Map<string, Known>>();
  /** One snapshot for each state, so that there are no more of them than states. */
  readonly #states = new Map<string, AnyMachineSnapshot>();
  readonly #paths = new WeakMap<AnyMachineSnapshot, string>();

  constructor(journey: Journey) {
    this.#journey = journey;
  }

  /** @param random Gives values from 0 up to 1; asked once for each group of weights that decides. */
  begin(random: () => number): JourneyStep {
    this.#journey.draw(random);
    const [snapshot, actions] = initialTransition(this.#journey.machine);
    return { snapshot: this.#shared(snapshot as AnyMachineSnapshot), actions };
  }

  take(from: AnyMachineSnapshot, event: JourneyEvent, random: () => number): JourneyStep {
    const journey = this.#journey;
    journey.draw(random);
    const known = this.#known.get(from)?.get(event.type);
    if (known !== undefined) {
      const snapshot = known.next.get(known.group === undefined ? undefined : journey.chosen(known.group));
      if (snapshot !== undefined) return { snapshot, actions: NO_ACTIONS };
    }
    const [next, actions] = transition(journey.machine, from as never, event as never);
    const snapshot = this.#shared(next as AnyMachineSnapshot);
    this.#remember(from, event, snapshot);
    return { snapshot, actions };
  }

  /** The path of the state that a snapshot is in, such as `shopping.browse`. */
  pathOf(snapshot: AnyMachineSnapshot): string {
    let path = this.#paths.get(snapshot);
    if (path === undefined) {
      path = pathOf(snapshot.value);
      this.#paths.set(snapshot, path);
    }
    return path;
  }

  #shared(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    if (!this.#journey.plain) return snapshot;
    const key = `${snapshot.status} ${pathOf(snapshot.value)}`;
    const present = this.#states.get(key);
    if (present === undefined) this.#states.set(key, snapshot);
    return present ?? snapshot;
  }

  /** Where two groups decided, which of them is asked depends on the other: that is left to XState. */
  #remember(from: AnyMachineSnapshot, event: JourneyEvent, to: AnyMachineSnapshot): void {
    const { plain, drawn } = this.#journey;
    if (!plain || drawn.length > 1) return;
    const [group] = drawn;
    let ofState = this.#known.get(from);
    if (ofState === undefined) {
      ofState = new Map();
      this.#known.set(from, ofState);
    }
    let known = ofState.get(event.type);
    if (known === undefined) {
      known = { group, next: new Map() };
      ofState.set(event.type, known);
    }
    if (known.group === group) known.next.set(group && this.#journey.chosen(group), to);
  }
}

/** `{ shopping: 'browse' }` as `shopping.browse`. */
function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const [[key, below] = ['', '']] = Object.entries(value);
  return below === undefined || below === '' ? key : `${key}.${pathOf(below)}`;
}
