import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { actionNames, actorName, guardName } from './names.ts';
import type { Chart, ChartEdge, ChartNode } from './wire.ts';

/** The path of a state node, as the wire writes it: empty for the machine itself. */
export function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

/** All state nodes of a machine in the order of its configuration, the machine itself first. */
export function nodesOf(machine: AnyStateMachine): AnyStateNode[] {
  const visit = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(visit)];
  return visit(machine.root);
}

/** The paths of a machine's leaves: states that have none within. */
export function leavesOf(machine: AnyStateMachine): string[] {
  return nodesOf(machine)
    .filter(({ type }) => type === 'atomic' || type === 'final')
    .map(pathOf);
}

/** What there is to draw of a machine, read from the object that runs. */
export function chartOf(
  machine: AnyStateMachine,
  { id = machine.id, title = id }: { readonly id?: string; readonly title?: string } = {},
): Chart {
  const nodes = nodesOf(machine);
  return {
    id,
    title,
    description: machine.root.description ?? '',
    nodes: nodes.map(chartNode),
    edges: nodes.flatMap(edgesOf),
  };
}

function chartNode(node: AnyStateNode): ChartNode {
  const initial = node.type === 'compound' ? node.initial?.target?.[0] : undefined;
  return {
    path: pathOf(node),
    key: node.key,
    type: node.type,
    ...(node.history && { history: node.history === 'deep' ? 'deep' : 'shallow' }),
    parent: node.parent ? pathOf(node.parent) : null,
    initial: initial ? pathOf(initial) : null,
    ...(node.description !== undefined && { description: node.description }),
    tags: node.tags,
    // Its own lists also hold what XState adds for delays.
    entry: actionNames(node.config.entry),
    exit: actionNames(node.config.exit),
    invokes: node.invoke.map(({ id, src }) => ({ id, src: actorName(src) })),
  };
}

function edgesOf(node: AnyStateNode): ChartEdge[] {
  const source = pathOf(node);
  const byEvent = [...node.transitions, ['', node.always ?? []] as const];
  return byEvent.flatMap(([event, transitions]) => {
    const arrows = (transitions as readonly AnyTransitionDefinition[]).flatMap((transition) =>
      (transition.target ?? [undefined]).map((target) => ({ transition, target })),
    );
    return arrows.map(({ transition, target }, index) => {
      const delay = delayOf(node, transition);
      return {
        id: `${source}#${event}#${index}`,
        source,
        target: target ? pathOf(target) : null,
        event,
        label: labelOf(event, delay),
        guard: guardName(transition.guard),
        actions: actionNames(transition.actions),
        delay,
        reenter: transition.reenter,
      };
    });
  });
}

function delayOf({ after }: AnyStateNode, { eventType }: AnyTransitionDefinition): string | null {
  const delayed = after.find((each) => each.eventType === eventType);
  return delayed ? String(delayed.delay) : null;
}

/** What XState writes before the names of actors and states that are done, or failed. */
const OWN: readonly (readonly [prefix: string, words: string])[] = [
  ['xstate.done.actor.', 'done: '],
  ['xstate.error.actor.', 'error: '],
  ['xstate.snapshot.', 'snapshot: '],
];

function labelOf(event: string, delay: string | null): string {
  if (event === '') return 'always';
  if (delay !== null) return `after ${delay}`;
  if (event.startsWith('xstate.done.state.')) return 'done';
  const own = OWN.find(([prefix]) => event.startsWith(prefix));
  return own ? own[1] + event.slice(own[0].length) : event;
}
