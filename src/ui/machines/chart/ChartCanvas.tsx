import '@xyflow/react/dist/base.css';
import { Box as Block, useTheme } from '@mui/material';
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import type { Drawing } from '../layout/drawing.ts';
import { ArrowEdge } from './ArrowEdge.tsx';
import { chartColours } from './chartColours.ts';
import { flowParts } from './flowParts.ts';
import { HistoryNode } from './HistoryNode.tsx';
import { InitialNode } from './InitialNode.tsx';
import { MarksContext } from './MarksContext.ts';
import type { Marks } from './marks.ts';
import { StateNode } from './StateNode.tsx';
import { ZoomButtons } from './ZoomButtons.tsx';

const NODES = { state: StateNode, history: HistoryNode, initial: InitialNode };
const EDGES = { arrow: ArrowEdge };
const FIT = { padding: 0.02, maxZoom: 1.15, minZoom: 0.1 };

export interface ChartCanvasProps {
  readonly drawing: Drawing;
  readonly title: string;
  readonly marks: Marks;
}

/** A drawing on a canvas to pan and zoom. */
export function ChartCanvas({ drawing, title, marks }: ChartCanvasProps) {
  return (
    <ReactFlowProvider>
      <MarksContext value={marks}>
        <Canvas drawing={drawing} title={title} />
      </MarksContext>
    </ReactFlowProvider>
  );
}

function Canvas({ drawing, title }: Omit<ChartCanvasProps, 'marks'>) {
  const colours = chartColours(useTheme());
  const { nodes, edges } = useMemo(() => flowParts(drawing), [drawing]);
  const { fitView } = useReactFlow();
  const room = useStore(({ width, height }) => `${width}x${height}`);
  // A change of the room, as by a phone that is turned, or of the drawing: all of it is shown again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what it has to follow
  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView(FIT));
    return () => cancelAnimationFrame(frame);
  }, [fitView, room, nodes]);
  return (
    <Block role="region" aria-label={`Statechart of ${title}`} sx={{ position: 'absolute', inset: 0 }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={3}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        // The wheel moves the page; with Ctrl it zooms.
        zoomOnScroll={false}
        preventScrolling={false}
        zIndexMode="manual"
        colorMode={colours.mode}
        style={{ backgroundColor: colours.canvas }}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={18}
          size={1}
          color={colours.grid}
          bgColor={colours.canvas}
        />
        <ZoomButtons fit={FIT} />
      </ReactFlow>
    </Block>
  );
}
