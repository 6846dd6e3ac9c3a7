import type { AnyStateMachine, AnyTransitionDefinition, InspectionEvent } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { seededRandom } from '../../src/domain/random.ts';

export type Inspect = (event: InspectionEvent) => void;

/** A chart under way, with what can be done to it now. */
export interface Walker {
  /** Whether the chart came to its end; a new one is started then. */
  isOver(): boolean;
  readonly moves: readonly (() => void)[];
  stop(): void;
}

export interface Walk {
  /** Transitions that the walk never took, as `source on event → target`. */
  readonly neverTaken: string[];
  /** Ids of states that the walk never entered. */
  readonly neverEntered: string[];
}

function nameOf({ source, eventType, guard, target }: AnyTransitionDefinition): string {
  const to = target?.map((node) => node.id).join(', ') ?? 'itself';
  return `${source.id} on ${eventType || 'always'}${guard ? ` [${String(guard)}]` : ''} → ${to}`;
}

/** Takes moves at random, seeded, and says what of the chart it never saw. */
export function walk(machine: AnyStateMachine, steps: number, start: (inspect: Inspect) => Walker): Walk {
  const random = seededRandom('walk', machine.id);
  const taken = new Set<string>();
  const entered = new Set<string>([machine.root.id]);
  const inspect: Inspect = (event) => {
    if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
    const { _nodes: nodes = [] } = event.snapshot as { _nodes?: readonly { id: string }[] };
    for (const node of nodes) entered.add(node.id);
    for (const transition of event.type === '@xstate.microstep' ? event._transitions : []) {
      taken.add(nameOf(transition));
      for (const node of transition.target ?? []) entered.add(node.id);
    }
  };
  let walker = start(inspect);
  for (let step = 0; step < steps; step++) {
    if (walker.isOver()) {
      walker.stop();
      walker = start(inspect);
    }
    random.pick(walker.moves)();
  }
  walker.stop();
  const nodes = [machine.root, ...getStateNodes(machine)];
  const all = nodes.flatMap((node) => [...[...node.transitions.values()].flat(), ...(node.always ?? [])]);
  return {
    neverTaken: all.map(nameOf).filter((name) => !taken.has(name)),
    neverEntered: nodes.map((node) => node.id).filter((id) => !entered.has(id)),
  };
}
