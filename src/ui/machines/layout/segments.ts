import type { ChartEdge, ChartNode } from '../../../inspect/wire.ts';

/** A stretch of an arrow within one state, from and to a state in it or a gate in the edge of a state. */
export interface Segment {
  readonly id: string;
  /** Path of the state around it; null for the canvas. */
  readonly around: string | null;
  readonly from: End;
  readonly to: End;
  readonly hasLabel: boolean;
}

/** A state by its path, or the place where the arrow passes through its edge. */
export interface End {
  readonly path: string;
  readonly isGate: boolean;
}

/**
 * An arrow in stretches that each stay within one state, since every state is laid out by itself: up through the
 * states that it leaves, across, and down into those that it enters. The label stands on the stretch across.
 */
export function segmentsOf(
  edge: Pick<ChartEdge, 'id' | 'source' | 'target'>,
  parents: ReadonlyMap<string, ChartNode['parent']>,
): Segment[] {
  const { source, target } = edge;
  if (target === null) return [];
  const [up, down] = [around(source, parents), around(target, parents)];
  const isOutOf = down.includes(source);
  const isInto = up.includes(target);
  const common = commonOf(source, target, { up, down, isOutOf, isInto });
  const left = common === null ? up : up.slice(0, up.indexOf(common));
  const entered = (common === null ? down : down.slice(0, down.indexOf(common))).toReversed();
  const stops: End[] = [
    { path: source, isGate: isOutOf },
    ...(isOutOf ? [] : left.map(gate)),
    ...(isInto ? [] : entered.map(gate)),
    { path: target, isGate: isInto },
  ];
  const across = isOutOf ? 0 : left.length;
  return stops.slice(1).map((to, index): Segment => {
    const inner = index < across ? left[index]! : index === across ? common : entered[index - across - 1]!;
    return { id: `${edge.id}/${index}`, around: inner, from: stops[index]!, to, hasLabel: index === across };
  });
}

function gate(path: string): End {
  return { path, isGate: true };
}

/** The states around one, from the inner to the outer. */
function around(path: string, parents: ReadonlyMap<string, string | null>): string[] {
  const parent = parents.get(path) ?? null;
  return parent === null ? [] : [parent, ...around(parent, parents)];
}

/** The innermost state that holds both ends; null for the canvas. */
function commonOf(
  source: string,
  target: string,
  { up, down, isOutOf, isInto }: { up: string[]; down: string[]; isOutOf: boolean; isInto: boolean },
): string | null {
  if (isOutOf) return source;
  if (isInto) return target;
  return up.find((path) => down.includes(path)) ?? null;
}
