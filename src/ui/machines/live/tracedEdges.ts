import type { Chart, ChartEdge } from '../../../inspect/wire.ts';

/** A transition as a trace tells it: the active states before and after. */
export interface Taken {
  readonly event: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** More transitions without an event than a chart takes in a row. */
const LONGEST_CHAIN = 20;

/**
 * The arrows that a transition went along: the one of its event, then those without an event, through states that
 * are left at once. Where several arrows of an event lead from active states, those that explain where it ended.
 */
export function tracedEdges(chart: Chart, { event, from, to }: Taken): string[] {
  const [before, after] = [new Set(from), new Set(to)];
  const named = chart.edges.filter((edge) => edge.event === event && before.has(edge.source));
  const begun =
    named.length > 0 ? named : chart.edges.filter((edge) => wildcard(edge, event) && before.has(edge.source));
  const chains = begun.map((edge) => chainTo(chart, edge, after)).filter((chain) => chain.length > 0);
  const shortest = Math.min(...chains.map(({ length }) => length));
  const direct = chains.filter(({ length }) => length === shortest);
  // A state's own arrow goes before that of a state around it.
  const deepest = Math.max(...direct.map(([edge]) => depthOf(edge!)));
  return direct.filter(([edge]) => depthOf(edge!) === deepest).flatMap((chain) => chain.map(({ id }) => id));
}

function wildcard({ event }: ChartEdge, name: string): boolean {
  return event === '*' || (event.endsWith('.*') && name.startsWith(event.slice(0, -1)));
}

function depthOf({ source }: ChartEdge): number {
  return source === '' ? 0 : source.split('.').length;
}

/** From an arrow on to an active state, by arrows without an event; empty where none leads there. */
function chainTo(chart: Chart, first: ChartEdge, after: ReadonlySet<string>): ChartEdge[] {
  const queue: ChartEdge[][] = [[first]];
  const seen = new Set<string>([first.id]);
  for (let chain = queue.shift(); chain && chain.length < LONGEST_CHAIN; chain = queue.shift()) {
    const last = chain.at(-1)!;
    if (last.target === null || after.has(last.target)) return chain;
    const entered = enteredBy(chart, last.target);
    const next = chart.edges.filter(
      ({ id, event, source }) => event === '' && entered.has(source) && !seen.has(id),
    );
    for (const edge of next) {
      seen.add(edge.id);
      queue.push([...chain, edge]);
    }
  }
  return [];
}

/** A state and what is entered with it: the states around it, and its initial ones. */
function enteredBy(chart: Chart, path: string): Set<string> {
  const byPath = new Map(chart.nodes.map((node) => [node.path, node]));
  const entered = new Set<string>();
  const enter = (at: string): void => {
    entered.add(at);
    const node = byPath.get(at);
    if (node?.initial != null) enter(node.initial);
    if (node?.type === 'parallel') {
      for (const region of chart.nodes) if (region.parent === at) enter(region.path);
    }
  };
  enter(path);
  return entered;
}
