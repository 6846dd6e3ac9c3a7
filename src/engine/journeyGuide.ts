import type { AnyMachineSnapshot } from 'xstate';
import type { Journey, JourneyEvent } from '../authoring/journey.ts';
import type { SetNode, TaskNode } from '../authoring/taskTree.ts';
import { StatestormError } from '../domain/errors.ts';
import type { Random } from '../domain/random.ts';
import { type JourneyStep, JourneySteps } from './journeySteps.ts';

type Perform = (info: unknown, params: unknown) => void;

/** States passed through without a task, at most, before a journey counts as stuck. */
const MOST_PASSED = 1000;

/** Takes one user through its journey by the pure functions of XState: no actor runs, no timer stands. */
export class JourneyGuide {
  readonly #journey: Journey;
  readonly #steps: JourneySteps;
  readonly #children: ReadonlyMap<string, TaskNode>;
  readonly #draw: () => number;
  #snapshot: AnyMachineSnapshot | undefined;
  /** The path of the state whose task was chosen last. */
  state: string | undefined = undefined;

  constructor(journey: Journey, root: SetNode, random: Random) {
    this.#journey = journey;
    this.#children = new Map(root.children.map((child) => [child.name, child]));
    this.#draw = () => random.next();
    this.#steps = stepsOf(journey);
  }

  /**
   * The task of the present state. A journey that has come to its end begins anew; states whose task was left
   * out are passed through.
   * @throws StatestormError `journey.stuck` where no state with a task is reached.
   */
  choose(): TaskNode {
    for (let passed = 0; passed < MOST_PASSED; passed++) {
      this.#snapshot ??= perform(this.#steps.begin(this.#draw));
      if (this.#snapshot.status !== 'active') this.#snapshot = undefined;
      else {
        this.state = this.#steps.pathOf(this.#snapshot);
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
    this.#snapshot = perform(this.#steps.take(this.#snapshot as AnyMachineSnapshot, event, this.#draw));
  }
}

const known = new WeakMap<Journey, JourneySteps>();

function stepsOf(journey: Journey): JourneySteps {
  let steps = known.get(journey);
  if (steps === undefined) {
    steps = new JourneySteps(journey);
    known.set(journey, steps);
  }
  return steps;
}

/** The actions of the journey itself; those of XState's own need an actor, and there is none. */
function perform({ snapshot, actions }: JourneyStep): AnyMachineSnapshot {
  for (const { type, exec, info, params } of actions) {
    if (!type.startsWith('xstate.')) (exec as Perform | undefined)?.(info, params);
  }
  return snapshot;
}
