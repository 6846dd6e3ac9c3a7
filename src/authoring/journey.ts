import { type AnyStateMachine, type AnyStateNode, createMachine } from 'xstate';
import { messageOf, StatestormError } from '../domain/errors.ts';

/** A transition of a journey as configuration: a state's name, or an object with `target` and a guard. */
export type JourneyTransition =
  | string
  | {
      readonly target?: string;
      /** `{ type: 'weighted', params: { weight: 3 } }` draws among the transitions that have it. */
      readonly guard?:
        | string
        | { readonly type: string; readonly params?: Readonly<Record<string, unknown>> };
    };

/** A state of a journey as configuration; whatever else XState takes may stand in it. */
export interface JourneyState {
  readonly meta?: { readonly task?: string };
  readonly on?: {
    readonly [event: string]: JourneyTransition | readonly JourneyTransition[];
  };
  readonly initial?: string;
  readonly states?: { readonly [name: string]: JourneyState };
  readonly [more: string]: unknown;
}

/** A journey as the configuration of a machine, without XState at hand. */
export interface JourneyConfig extends JourneyState {
  readonly initial: string;
  readonly states: { readonly [name: string]: JourneyState };
}

/** What a journey's machine is sent after a task. */
export type JourneyEvent =
  | { readonly type: 'task.completed'; readonly output: unknown }
  /** The task threw. Where no transition hears it, `task.completed` follows. */
  | { readonly type: 'task.failed'; readonly error: unknown };

/** A statechart that orders tasks, checked and ready for the pure functions of XState. */
export interface Journey {
  readonly machine: AnyStateMachine;
  /** The tasks that it names. */
  readonly tasks: readonly string[];
  /** The task of a state, by the state's path, such as `shopping.browse`. */
  readonly taskOf: ReadonlyMap<string, string>;
  /** Whether its chart only leads from state to state, by events and weights: nothing remembered, nothing done. */
  readonly plain: boolean;
  /** Sets what `weighted` guards draw by; called before each transition. Gives values from 0 up to 1. */
  draw(next: () => number): void;
  /** The groups of weights that were drawn by since. */
  readonly drawn: readonly object[];
  /** The transition that a group's draw has chosen; draws where that was not done yet. */
  chosen(group: object): object | undefined;
}

/** The name of the guard that draws by weight. */
const WEIGHTED = 'weighted';

/** The weighted transitions of one event and state. */
interface Group {
  readonly shares: Share[];
}

/** Which part of the range from 0 to 1 a weighted transition has, among those of one event and state. */
interface Share {
  readonly group: Group;
  readonly from: number;
  readonly to: number;
}

/**
 * A journey from a machine of XState, or from the configuration of one. Waits are the user's wait time, and
 * tasks are what is run: `after` and `invoke` have no place in it, nor have parallel states.
 * @throws StatestormError `journey.invalid` naming the owner and the state.
 */
export function toJourney(
  owner: string,
  given: AnyStateMachine | JourneyConfig,
  tasks: readonly string[],
): Journey {
  const fail = (message: string, hint: string, cause?: unknown): never => {
    throw new StatestormError('journey.invalid', `${owner}: journey ${message}`, { hint, cause });
  };
  const shares = new Map<unknown, Share>();
  const drawn = new Map<object, number>();
  let next = (): number => 0;
  const draw = (group: object): number => {
    let value = drawn.get(group);
    if (value === undefined) {
      value = next();
      drawn.set(group, value);
    }
    return value;
  };
  const weighted = (_: unknown, params: unknown): boolean => {
    const share = shares.get(params);
    return share === undefined || holds(share, draw(share.group));
  };
  let plain = true;
  const machine = build();
  const taskOf = new Map<string, string>();
  visit(machine.root);
  if (taskOf.size === 0)
    fail('has no state that runs a task', `Name states after tasks: ${tasks.join(', ')}.`);
  return {
    machine,
    tasks: [...new Set(taskOf.values())],
    taskOf,
    plain,
    draw(by) {
      next = by;
      if (drawn.size > 0) drawn.clear();
    },
    get drawn() {
      return [...drawn.keys()];
    },
    chosen(group) {
      const value = draw(group);
      return (group as Group).shares.find((share) => holds(share, value));
    },
  };

  function build(): AnyStateMachine {
    if (typeof given !== 'object' || given === null || !('states' in given)) {
      fail(
        'must be a machine of XState, or its configuration with initial and states',
        'See "Journeys" in docs/writing-load.md.',
      );
    }
    try {
      const made = 'getInitialSnapshot' in given ? (given as AnyStateMachine) : createMachine(given as never);
      return made.provide({ guards: { [WEIGHTED]: weighted as never } });
    } catch (cause) {
      return fail(`cannot be built: ${messageOf(cause)}`, 'Correct its configuration.', cause);
    }
  }

  function visit(node: AnyStateNode): void {
    const path = node.path.join('.');
    const at = `state "${path || node.id}"`;
    if (node.type === 'parallel') {
      fail(`has a parallel ${at}`, 'A user does one task at a time: use one region.');
    }
    if (node.after.length > 0) {
      fail(`has "after" in ${at}`, 'Waits between tasks are the waitTime of the user or of a task set.');
    }
    if (node.invoke.length > 0) fail(`invokes an actor in ${at}`, 'A state runs the task of its name.');
    if (!isPlain(node)) plain = false;
    for (const [event, transitions] of node.transitions) shareOut(transitions, `"${event}" of ${at}`);
    shareOut(node.always ?? [], `"always" of ${at}`);
    for (const child of Object.values(node.states)) visit(child as AnyStateNode);
    if (node.type !== 'atomic') return;
    const name = (node.meta as { task?: unknown } | undefined)?.task ?? node.key;
    if (typeof name === 'string' && tasks.includes(name)) taskOf.set(path, name);
    else if ((node.always ?? []).length === 0) {
      fail(
        `names no task in ${at}: ${JSON.stringify(name)}`,
        `Name the state after a task, or give meta: { task }. Tasks are ${tasks.join(', ')}.`,
      );
    }
  }

  /** Lays the weighted transitions of one event side by side from 0 to 1. */
  function shareOut(transitions: readonly { guard?: unknown }[], at: string): void {
    const found = transitions.flatMap(({ guard }) => {
      const { type, params } = (guard ?? {}) as { type?: string; params?: { weight?: unknown } };
      return type === WEIGHTED ? [params ?? {}] : [];
    });
    const weights = found.map(({ weight }) => weight);
    const total = weights.reduce((sum: number, weight) => sum + Number(weight), 0);
    for (const weight of weights) {
      if (typeof weight === 'number' && Number.isFinite(weight) && weight >= 0) continue;
      fail(
        `has a weight that is no number of 0 or more, in ${at}`,
        "Give guard: { type: 'weighted', params: { weight: 3 } }.",
      );
    }
    if (found.length > 0 && total === 0) {
      fail(`has weights of 0 alone, in ${at}`, 'Give at least one of them a weight above 0.');
    }
    const group: Group = { shares: [] };
    let sum = 0;
    for (const [index, params] of found.entries()) {
      const from = sum / total;
      sum += params.weight as number;
      const share = { group, from, to: index === found.length - 1 ? 1 : sum / total };
      shares.set(params, share);
      group.shares.push(share);
    }
  }
}

function holds({ from, to }: Share, value: number): boolean {
  return value >= from && value < to;
}

/** Whether a state does nothing of its own: no action, no guard but weights, no memory of where it was. */
function isPlain({ type, entry, exit, transitions, always }: AnyStateNode): boolean {
  if (type === 'history' || entry.length + exit.length > 0) return false;
  const all = [...transitions.values(), always ?? []].flat();
  return all.every(({ actions, guard }) => {
    const { type: name } = (guard ?? { type: WEIGHTED }) as { type?: string };
    return actions.length === 0 && name === WEIGHTED;
  });
}
