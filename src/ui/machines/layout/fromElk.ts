import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartEdge, ChartNode } from '../../../inspect/wire.ts';
import type { Arrow, Box, Drawing, InitialMark, Point, Rectangle } from './drawing.ts';
import { arrowId, dotId, type ElkChart, stateId } from './toElk.ts';

/** Places closer to one another than this, px, are one. */
const SAME = 0.1;

/** Reads what ELK has laid out. Its coordinates are of the whole canvas. */
export function fromElk(chart: Chart, { faces, labels, segments }: ElkChart, laidOut: ElkNode): Drawing {
  const nodes = new Map<string, ElkNode>();
  const edges = new Map<string, ElkExtendedEdge>();
  collect(laidOut, nodes, edges);
  const byPath = new Map(chart.nodes.map((node) => [node.path, node]));
  const nameEnd = (path: string): Point => {
    const { x, y } = rectangleOf(nodes.get(stateId(path)));
    return { x, y: y + (faces.get(path)?.height ?? 0) };
  };
  return {
    width: laidOut.width ?? 0,
    height: laidOut.height ?? 0,
    boxes: chart.nodes.map(
      (node): Box => ({
        ...rectangleOf(nodes.get(stateId(node.path))),
        node,
        face: faces.get(node.path)!,
        depth: depthOf(node, byPath),
        isOuter: chart.nodes.some(({ parent }) => parent === node.path),
        isRegion: node.parent !== null && byPath.get(node.parent)?.type === 'parallel',
      }),
    ),
    arrows: chart.edges
      .filter(({ target }) => target !== null)
      .map((edge): Arrow => {
        const stretches = segments.get(edge.id)!;
        const laid = stretches.map(({ id }) => edges.get(arrowId(id)));
        const label = laid.find((stretch) => stretch?.labels?.length)?.labels?.[0];
        return {
          edge,
          points: belowNames(edge, joined(laid.flatMap(pointsOf)), nameEnd),
          label: { ...labels.get(edge.id)!, ...rectangleOf(label) },
        };
      }),
    initials: chart.nodes
      .filter(({ initial }) => initial !== null)
      .map(({ path }): InitialMark => {
        const id = dotId(path);
        return { path, ...rectangleOf(nodes.get(id)), points: pointsOf(edges.get(id)) };
      }),
  };
}

function collect(node: ElkNode, nodes: Map<string, ElkNode>, edges: Map<string, ElkExtendedEdge>): void {
  nodes.set(node.id, node);
  for (const edge of node.edges ?? []) edges.set(edge.id, edge);
  for (const child of node.children ?? []) collect(child, nodes, edges);
}

function rectangleOf(shape: Partial<Rectangle> | undefined): Rectangle {
  const { x = 0, y = 0, width = 0, height = 0 } = shape ?? {};
  return { x, y, width, height };
}

function pointsOf(edge: ElkExtendedEdge | undefined): Point[] {
  const sections = edge?.sections ?? [];
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
}

/** Stretches end where the next begin: each place once. */
function joined(points: readonly Point[]): Point[] {
  return points.filter(({ x, y }, index) => {
    const before = points[index - 1];
    return before === undefined || Math.abs(before.x - x) > SAME || Math.abs(before.y - y) > SAME;
  });
}

/**
 * An arrow between a state and one within it begins, or ends, below the name of the outer one where it would run
 * through that.
 */
function belowNames(
  { source, target }: ChartEdge,
  points: readonly Point[],
  nameEnd: (path: string) => Point,
): readonly Point[] {
  const [first, second] = points;
  const [before, last] = points.slice(-2);
  if (target === null || !first || !second || !before || !last) return points;
  if (isWithin(target, source) && first.x === second.x && second.y >= nameEnd(source).y) {
    return [{ x: first.x, y: Math.max(first.y, nameEnd(source).y) }, ...points.slice(1)];
  }
  if (isWithin(source, target) && last.x === before.x && before.y >= nameEnd(target).y) {
    return [...points.slice(0, -1), { x: last.x, y: Math.max(last.y, nameEnd(target).y) }];
  }
  return points;
}

function isWithin(inner: string, outer: string): boolean {
  return inner !== outer && (outer === '' || inner.startsWith(`${outer}.`));
}

function depthOf({ parent }: ChartNode, byPath: ReadonlyMap<string, ChartNode>): number {
  const outer = parent === null ? undefined : byPath.get(parent);
  return outer ? depthOf(outer, byPath) + 1 : 0;
}
