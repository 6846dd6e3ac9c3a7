import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartEdge, ChartNode } from '../../../inspect/wire.ts';
import { type Label, labelOf } from './label.ts';
import { DOT, HISTORY, type Measure, STATE } from './sizes.ts';
import { type StateFace, stateFace } from './stateFace.ts';

/** Which way the arrows run. */
export type Direction = 'DOWN' | 'RIGHT';

export interface LayoutSettings {
  readonly direction: Direction;
  readonly measure: Measure;
  /** Breaks a long row of states into several. */
  readonly wraps: boolean;
  /** Reserves room for the number of users in every state. */
  readonly hasBadges: boolean;
}

/** A chart as ELK takes it, with what its parts say. */
export interface ElkChart {
  readonly graph: ElkNode;
  readonly faces: ReadonlyMap<string, StateFace>;
  readonly labels: ReadonlyMap<string, Label>;
}

/** Ids of ELK's nodes and edges: states by their paths, since the machine's own path is empty. */
export const stateId = (path: string): string => `state:${path}`;
export const dotId = (path: string): string => `initial:${path}`;
export const arrowId = (id: string): string => `arrow:${id}`;

/** Reads a chart into ELK's graph: states within states, transitions as edges with labels, a dot for each initial state. */
export function toElk(chart: Chart, settings: LayoutSettings): ElkChart {
  const faces = new Map(chart.nodes.map((node) => [node.path, faceOf(chart, node, settings)]));
  const drawn = chart.edges.filter(({ target }) => target !== null);
  const labels = new Map(drawn.map((edge) => [edge.id, labelOf(edge, settings.measure)]));
  const children = chart.nodes
    .filter(({ parent }) => parent === null)
    .map((node) => elkNode(chart, node, { faces, settings }));
  const initials = chart.nodes
    .filter((node): node is ChartNode & { initial: string } => node.initial !== null)
    .map((node) => plainEdge(dotId(node.path), dotId(node.path), stateId(node.initial)));
  const edges = [...initials, ...drawn.map((edge) => elkEdge(edge, labels.get(edge.id)!))];
  return { graph: { id: 'canvas', layoutOptions: rootOptions(settings), children, edges }, faces, labels };
}

function faceOf(chart: Chart, node: ChartNode, { measure, hasBadges }: LayoutSettings): StateFace {
  return stateFace(chart, node, { measure, hasBadge: hasBadges && isLeaf(node) });
}

function isLeaf({ type }: ChartNode): boolean {
  return type === 'atomic' || type === 'final';
}

function elkNode(
  chart: Chart,
  node: ChartNode,
  around: { readonly faces: ReadonlyMap<string, StateFace>; readonly settings: LayoutSettings },
): ElkNode {
  const id = stateId(node.path);
  if (node.type === 'history') return { id, width: HISTORY, height: HISTORY };
  const face = around.faces.get(node.path)!;
  const inner = chart.nodes.filter(({ parent }) => parent === node.path);
  if (inner.length === 0) return { id, width: face.width, height: face.height };
  const dot = { id: dotId(node.path), width: DOT, height: DOT };
  return {
    id,
    layoutOptions: outerOptions(face, around.settings.wraps),
    children: [...(node.initial === null ? [] : [dot]), ...inner.map((each) => elkNode(chart, each, around))],
  };
}

function elkEdge(edge: ChartEdge, { width, height }: Label): ElkExtendedEdge {
  return {
    ...plainEdge(arrowId(edge.id), stateId(edge.source), stateId(edge.target!)),
    labels: [{ id: `label:${edge.id}`, text: edge.label, width, height, layoutOptions: LABEL_OPTIONS }],
  };
}

function plainEdge(id: string, source: string, target: string): ElkExtendedEdge {
  return { id, sources: [source], targets: [target] };
}

const LABEL_OPTIONS: LayoutOptions = {
  'elk.edgeLabels.inline': 'true',
  'elk.edgeLabels.placement': 'CENTER',
};

function rootOptions({ direction, wraps }: LayoutSettings): LayoutOptions {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction,
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.json.shapeCoords': 'ROOT',
    'elk.json.edgeCoords': 'ROOT',
    'elk.padding': '[top=8,left=8,bottom=8,right=8]',
    ...levelOptions(wraps),
  };
}

/** What every level of the hierarchy is told. ELK's order of the model is left alone: it fails on charts like ours. */
function levelOptions(wraps: boolean): LayoutOptions {
  return {
    'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
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
    ...(wraps && { 'elk.layered.wrapping.strategy': 'MULTI_EDGE', 'elk.aspectRatio': '1.6' }),
  };
}

/** A state with others within: its face stands above them. */
function outerOptions({ width, height }: StateFace, wraps: boolean): LayoutOptions {
  const [top, side] = [height + STATE.inner, STATE.inner + 4];
  return {
    ...levelOptions(wraps),
    'elk.padding': `[top=${top},left=${side},bottom=${side},right=${side}]`,
    'elk.nodeSize.constraints': '[MINIMUM_SIZE]',
    'elk.nodeSize.minimum': `(${width},${top + side})`,
  };
}
