import type { Edge, Node } from '@xyflow/react';
import type { Drawing, InitialMark } from '../layout/drawing.ts';
import { DOT } from '../layout/sizes.ts';
import { arrowId, dotId, stateId } from '../layout/toElk.ts';
import type { ArrowEdgeData } from './ArrowEdge.tsx';
import type { StateNodeData } from './StateNode.tsx';
import { stateWords } from './words.ts';

/** Above all states that hold others, and below their labels. */
const ARROWS = 100;

/** A drawing as the canvas takes it. Places are of the whole canvas, so no node is another's child. */
export function flowParts({ boxes, arrows, initials }: Drawing): { nodes: Node[]; edges: Edge[] } {
  const states = boxes.map(
    (box): StateNodeData => ({
      id: stateId(box.node.path),
      type: (box.node.type === 'history' ? 'history' : 'state') as 'state',
      position: { x: box.x, y: box.y },
      width: box.width,
      height: box.height,
      data: { box },
      zIndex: box.isOuter ? box.depth : ARROWS + 1,
      ariaLabel: stateWords(box.node),
    }),
  );
  const marked = arrows.map(
    (arrow): ArrowEdgeData => ({
      id: arrowId(arrow.edge.id),
      type: 'arrow',
      source: stateId(arrow.edge.source),
      target: stateId(arrow.edge.target ?? ''),
      data: { points: arrow.points, arrow },
      zIndex: ARROWS,
    }),
  );
  const targets = new Map(boxes.map(({ node }) => [node.path, node.initial]));
  const begun = initials.map(
    ({ path, points }): ArrowEdgeData => ({
      id: dotId(path),
      type: 'arrow',
      source: dotId(path),
      target: stateId(targets.get(path) ?? ''),
      data: { points },
      zIndex: ARROWS,
    }),
  );
  return { nodes: [...states, ...initials.map(dotNode)], edges: [...begun, ...marked] };
}

function dotNode({ path, x, y }: InitialMark): Node {
  return {
    id: dotId(path),
    type: 'initial',
    position: { x, y },
    width: DOT,
    height: DOT,
    data: {},
    zIndex: ARROWS + 1,
    focusable: false,
    domAttributes: { 'aria-hidden': true },
  };
}
