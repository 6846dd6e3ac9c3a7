import type { ChartEdge, ChartNode } from '../../../inspect/wire.ts';

const TYPES: Readonly<Record<ChartNode['type'], string>> = {
  atomic: 'state',
  compound: 'state with states within',
  parallel: 'state with parallel regions',
  final: 'final state',
  history: 'history',
};

/** What a state is, for those who hear the page. */
export function stateWords(node: ChartNode): string {
  const { path, type, initial, invokes, entry, exit, description } = node;
  return [
    `${path === '' ? node.key : path}: ${path === '' ? 'the machine' : TYPES[type]}`,
    initial !== null && `begins in ${initial}`,
    invokes.length > 0 && `invokes ${invokes.map(({ src }) => src).join(', ')}`,
    entry.length > 0 && `on entry ${entry.join(', ')}`,
    exit.length > 0 && `on exit ${exit.join(', ')}`,
    description,
  ]
    .filter(Boolean)
    .join('; ');
}

/** What a transition is, in a line. */
export function transitionWords({ source, target, label, guard, actions, reenter }: ChartEdge): string {
  const name = (path: string): string => path || 'the machine';
  const way = target === null ? `stays in ${name(source)}` : `from ${name(source)} to ${name(target)}`;
  const when = guard === null ? label : `${label} [${guard}]`;
  const deeds = actions.length > 0 ? ` / ${actions.join(', ')}` : '';
  return `${when}${deeds}: ${way}${reenter ? ', entered anew' : ''}`;
}

/** The last part of a path. */
export function shortName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The deepest of active states: those with no active state within. */
export function leavesOf(active: readonly string[]): string[] {
  return active.filter(
    (path) => !active.some((other) => other !== path && (path === '' || other.startsWith(`${path}.`))),
  );
}
