import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartNode } from '../../../inspect/wire.ts';
import { type Label, labelOf } from './label.ts';
import { type End, type Segment, segmentsOf } from './segments.ts';
import { DOT, HISTORY, type Measure, STATE } from './sizes.ts';
import { type StateFace, stateFace } from './stateFace.ts';

/** Which way the arrows run. */
export type Direction = 'DOWN' | 'RIGHT';

export interface LayoutSettings {
  /** The way within each state that holds others, by its path. */
  readonly directions: ReadonlyMap<string, Direction>;
  readonly measure: Measure;
  /** Reserves room for the number of users in every state. */
  readonly hasBadges: boolean;
}

/** A chart as ELK takes it, with what its parts say. */
export interface ElkChart {
  readonly graph: ElkNode;
  readonly faces: ReadonlyMap<string, StateFace>;
  readonly labels: ReadonlyMap<string, Label>;
  /** The stretches of each arrow, by the transition's id. */
  readonly segments: ReadonlyMap<string, readonly Segment[]>;
}

/** Ids of ELK's nodes and edges: states by their paths, since the machine's own path is empty. */
export const stateId = (path: string): string => `state:${path}`;
export const dotId = (path: string): string => `initial:${path}`;
export const arrowId = (id: string): string => `arrow:${id}`;

/**
 * Reads a chart into ELK's graph: states within states, each laid out by itself in a direction of its own, since
 * that makes the most of the room; arrows in stretches that meet at gates in the edges of states.
 */
export function toElk(chart: Chart, settings: LayoutSettings): ElkChart {
  const { measure, hasBadges } = settings;
  const parents = new Map(chart.nodes.map(({ path, parent }) => [path, parent]));
  const drawn = chart.edges.filter(({ target }) => target !== null);
  const faces = new Map(
    chart.nodes.map((node) => [
      node.path,
      stateFace(chart, node, { measure, hasBadge: hasBadges && isLeaf(node) }),
    ]),
  );
  const labels = new Map(drawn.map((edge) => [edge.id, labelOf(edge, measure)]));
  const segments = new Map(drawn.map((edge) => [edge.id, segmentsOf(edge, parents)]));
  const parts: Parts = { chart, faces, labels, segments, directions: settings.directions };
  const children = chart.nodes.filter(({ parent }) => parent === null).map((node) => elkNode(node, parts));
  const graph = { id: 'canvas', layoutOptions: CANVAS, children, edges: edgesIn(null, parts) };
  return { graph, faces, labels, segments };
}

type Parts = { readonly chart: Chart } & Omit<ElkChart, 'graph'> & Pick<LayoutSettings, 'directions'>;

function isLeaf({ type }: ChartNode): boolean {
  return type === 'atomic' || type === 'final';
}

function elkNode(node: ChartNode, parts: Parts): ElkNode {
  const id = stateId(node.path);
  if (node.type === 'history') return { id, width: HISTORY, height: HISTORY };
  const face = parts.faces.get(node.path)!;
  const inner = parts.chart.nodes.filter(({ parent }) => parent === node.path);
  if (inner.length === 0) return { id, width: face.width, height: face.height };
  const dot = { id: dotId(node.path), width: DOT, height: DOT };
  return {
    id,
    layoutOptions: outerOptions(face, parts.directions.get(node.path) ?? 'DOWN'),
    ports: gatesOf(node.path, parts),
    children: [...(node.initial === null ? [] : [dot]), ...inner.map((each) => elkNode(each, parts))],
    edges: [
      ...(node.initial === null ? [] : [elkEdge(dotId(node.path), dotId(node.path), stateId(node.initial))]),
      ...edgesIn(node.path, parts),
    ],
  };
}

/**
 * Where arrows meet the edge of a state that holds others: each has a place of its own, on the side that the
 * arrows around it, or within it, come from or go to.
 */
function gatesOf(path: string, { chart, segments, directions }: Parts): ElkPort[] {
  const parent = chart.nodes.find((node) => node.path === path)?.parent ?? null;
  const gates = new Map<string, ElkPort>();
  for (const [edge, stretches] of segments) {
    for (const { around, from, to } of stretches) {
      const isWithin = around === path;
      const direction = directions.get(isWithin ? path : (parent ?? '')) ?? 'DOWN';
      const [first, last] = direction === 'DOWN' ? ['NORTH', 'SOUTH'] : ['WEST', 'EAST'];
      // A gate that is passed through has the side of the stretch outside, which comes last.
      const add = (end: End, side: string): void => {
        const id = endId(end, edge, from === end);
        if (end.path === path && (!isWithin || !gates.has(id))) gates.set(id, portAt(id, side));
      };
      add(from, isWithin ? first! : last!);
      add(to, isWithin ? last! : first!);
    }
  }
  return [...gates.values()];
}

function portAt(id: string, side: string): ElkPort {
  return { id, layoutOptions: { 'elk.port.side': side } };
}

function edgesIn(path: string | null, { chart, segments, labels }: Parts): ElkExtendedEdge[] {
  const placeOf = (end: End, edge: string, isFrom: boolean): string => {
    const holds = chart.nodes.some(({ parent }) => parent === end.path);
    return holds ? endId(end, edge, isFrom) : stateId(end.path);
  };
  return [...segments].flatMap(([edge, stretches]) =>
    stretches
      .filter(({ around }) => around === path)
      .map(({ id, from, to, hasLabel }) => {
        const plain = elkEdge(arrowId(id), placeOf(from, edge, true), placeOf(to, edge, false));
        const { width, height } = labels.get(edge)!;
        const label = { id: `label:${edge}`, text: edge, width, height, layoutOptions: LABEL };
        return hasLabel ? { ...plain, labels: [label] } : plain;
      }),
  );
}

/** The id of the place in the edge of a state; arrows from and to the same state have two. */
function endId({ path, isGate }: End, edge: string, isFrom: boolean): string {
  return `gate:${edge}@${path}${isGate ? '' : isFrom ? '>' : '<'}`;
}

function elkEdge(id: string, source: string, target: string): ElkExtendedEdge {
  return { id, sources: [source], targets: [target] };
}

const LABEL: LayoutOptions = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' };

const CANVAS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
};

/** A state with others within: its face stands above them. */
function outerOptions({ width, height }: StateFace, direction: Direction): LayoutOptions {
  const [top, side] = [height + STATE.inner, STATE.inner + 4];
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction,
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.portConstraints': 'FIXED_SIDE',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    'elk.layered.spacing.nodeNodeBetweenLayers': '16',
    'elk.layered.spacing.edgeNodeBetweenLayers': '10',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
    'elk.spacing.nodeNode': '16',
    'elk.spacing.edgeNode': '12',
    'elk.spacing.edgeEdge': '10',
    'elk.spacing.edgeLabel': '3',
    'elk.spacing.labelLabel': '6',
    'elk.spacing.nodeSelfLoop': '12',
    'elk.padding': `[top=${top},left=${side},bottom=${side},right=${side}]`,
    'elk.nodeSize.constraints': '[MINIMUM_SIZE]',
    'elk.nodeSize.minimum': `(${width},${top + side})`,
  };
}
