import { type AnyMachineSnapshot, initialTransition, type StateValue, transition } from 'xstate';
import type { Journey, JourneyEvent } from '../authoring/journey.ts';
import type { SetNode, TaskNode } from '../authoring/taskTree.ts';
import { StatestormError } from '../domain/errors.ts';
import type { Random } from '../domain/random.ts';

interface Action {
  readonly type: string;
  readonly info: unknown;
  readonly params: unknown;
  readonly exec: ((info: never, params: never) => void) | undefined;
}

/** States passed through without a task, at most, before a journey counts as stuck. */
const MOST_PASSED = 1000;

/** Takes one user through its journey by the pure functions of XState: no actor runs, no timer stands. */
export class JourneyGuide {
  readonly #journey: Journey;
  readonly #children: ReadonlyMap<string, TaskNode>;
  readonly #random: Random;
  #snapshot: AnyMachineSnapshot | undefined;
  /** The path of the state whose task was chosen last. */
  state: string | undefined = undefined;

  constructor(journey: Journey, root: SetNode, random: Random) {
    this.#journey = journey;
    this.#children = new Map(root.children.map((child) => [child.name, child]));
    this.#random = random;
  }

  /**
   * The task of the present state. A journey that has come to its end begins anew; states whose task was left
   * out are passed through.
   * @throws StatestormError `journey.stuck` where no state with a task is reached.
   */
  choose(): TaskNode {
    for (let passed = 0; passed < MOST_PASSED; passed++) {
      this.#snapshot ??= this.#begin();
      if (this.#snapshot.status !== 'active') this.#snapshot = undefined;
      else {
        this.state = pathOf(this.#snapshot.value);
        const child = this.#children.get(this.#journey.taskOf.get(this.state) ?? '');
        if (child) return child;
        this.done(false, undefined);
      }
    }
    throw new StatestormError('journey.stuck', 'The journey reaches no state with a task to run', {
      hint: 'Check its transitions, and which tasks were left out by tags or by name.',
    });
  }

  done(threw: boolean, value: unknown): void {
    const before = this.#snapshot as AnyMachineSnapshot;
    if (threw && before.can({ type: 'task.failed', error: value })) {
      this.#send({ type: 'task.failed', error: value });
    } else this.#send({ type: 'task.completed', output: threw ? undefined : value });
  }

  #send(event: JourneyEvent): void {
    const { machine } = this.#journey;
    this.#journey.draw(() => this.#random.next());
    const [snapshot, actions] = transition(machine, this.#snapshot as never, event as never);
    this.#snapshot = snapshot as AnyMachineSnapshot;
    perform(actions as readonly Action[]);
  }

  #begin(): AnyMachineSnapshot {
    this.#journey.draw(() => this.#random.next());
    const [snapshot, actions] = initialTransition(this.#journey.machine);
    perform(actions as readonly Action[]);
    return snapshot as AnyMachineSnapshot;
  }
}

/** The actions of the journey itself; those of XState's own need an actor, and there is none. */
function perform(actions: readonly Action[]): void {
  for (const { type, exec, info, params } of actions) {
    if (!type.startsWith('xstate.')) exec?.(info as never, params as never);
  }
}

/** `{ shopping: 'browse' }` as `shopping.browse`. */
function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const [[key, below] = ['', '']] = Object.entries(value);
  return below === undefined || below === '' ? key : `${key}.${pathOf(below)}`;
}
