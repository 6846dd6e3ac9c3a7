import { keyframes } from '@emotion/react';
import { Box as Block, useTheme } from '@mui/material';
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Arrow, Point } from '../layout/drawing.ts';
import type { LabelLine } from '../layout/label.ts';
import { LABEL } from '../layout/sizes.ts';
import { arrowPath } from './arrowPath.ts';
import { type ChartColours, chartColours } from './chartColours.ts';
import { useMarks } from './MarksContext.ts';
import { transitionWords } from './words.ts';

export type ArrowEdgeData = Edge<{ readonly points: readonly Point[]; readonly arrow?: Arrow }, 'arrow'>;

/** How long a taken transition is seen, ms. */
const TRACE_MS = 1600;

/** A transition as the layout drew it; one that was taken lights up and fades. Without an arrow's label: an initial one. */
export function ArrowEdge({ data }: EdgeProps<ArrowEdgeData>) {
  const colours = chartColours(useTheme());
  const { traced, tracedAt } = useMarks();
  if (data === undefined) return null;
  const { points, arrow } = data;
  const isTraced = arrow !== undefined && traced.has(arrow.edge.id);
  const [line, head] = [arrowPath(shortened(points)), headOf(points)];
  return (
    <>
      <path d={line} fill="none" stroke={colours.arrow} strokeWidth={1.3} />
      <path d={head} fill={colours.arrow} />
      {isTraced && <Trace key={tracedAt} line={line} head={head} colour={colours.active} />}
      {arrow && <ArrowLabel arrow={arrow} isTraced={isTraced} colours={colours} />}
    </>
  );
}

const run = keyframes({ from: { strokeDashoffset: 1 }, to: { strokeDashoffset: 0 } });
const fade = keyframes({ '0%': { opacity: 1 }, '70%': { opacity: 1 }, '100%': { opacity: 0.45 } });

/** The way of a transition, drawn along it. */
function Trace({
  line,
  head,
  colour,
}: {
  readonly line: string;
  readonly head: string;
  readonly colour: string;
}) {
  return (
    <Block component="g" data-traced sx={{ animation: `${fade} ${TRACE_MS}ms ease-out forwards` }}>
      <Block
        component="path"
        d={line}
        pathLength={1}
        fill="none"
        stroke={colour}
        strokeWidth={2.4}
        strokeDasharray="1 1"
        sx={{
          animation: `${run} 450ms ease-out`,
          '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
        }}
      />
      <path d={head} fill={colour} />
    </Block>
  );
}

function ArrowLabel({
  arrow: { edge, label },
  isTraced,
  colours,
}: {
  readonly arrow: Arrow;
  readonly isTraced: boolean;
  readonly colours: ChartColours;
}) {
  return (
    <EdgeLabelRenderer>
      <Block
        data-transition={edge.id}
        title={transitionWords(edge)}
        style={{
          transform: `translate(${label.x}px, ${label.y}px)`,
          width: label.width,
          height: label.height,
        }}
        sx={{
          position: 'absolute',
          boxSizing: 'border-box',
          zIndex: 1000,
          px: `${LABEL.padX - 1}px`,
          py: `${LABEL.padY - 1}px`,
          border: '1px solid',
          borderColor: isTraced ? colours.active : colours.faint,
          borderRadius: '6px',
          bgcolor: isTraced ? colours.activePaper : colours.canvas,
          transition: 'border-color .25s, background-color .25s',
          pointerEvents: 'all',
          whiteSpace: 'nowrap',
          overflow: 'hidden',
        }}
      >
        {label.lines.map((line) => (
          <LabelText key={`${line.kind} ${line.text}`} line={line} colours={colours} />
        ))}
      </Block>
    </EdgeLabelRenderer>
  );
}

function LabelText({
  line: { kind, text },
  colours,
}: {
  readonly line: LabelLine;
  readonly colours: ChartColours;
}) {
  const colour = { event: colours.text, guard: colours.guard, actions: colours.quiet }[kind];
  const [weight, size] = LABEL.fonts[kind].split(' ');
  return (
    <Block sx={{ color: colour, fontSize: size, fontWeight: weight, lineHeight: `${LABEL.line}px` }}>
      {text}
    </Block>
  );
}

/** Length and half the width of an arrow's head, px. */
const [HEAD, HALF] = [8, 3.6];

/** The points, the last moved back so that the line ends in the head. */
function shortened(points: readonly Point[]): Point[] {
  const [end, towards] = lastStretch(points);
  return [...points.slice(0, -1), { x: end.x - towards.x * (HEAD - 1), y: end.y - towards.y * (HEAD - 1) }];
}

function headOf(points: readonly Point[]): string {
  const [{ x, y }, towards] = lastStretch(points);
  const [backX, backY] = [x - towards.x * HEAD, y - towards.y * HEAD];
  const [sideX, sideY] = [towards.y * HALF, -towards.x * HALF];
  return `M ${x} ${y} L ${backX + sideX} ${backY + sideY} L ${backX - sideX} ${backY - sideY} Z`;
}

/** The last point, and the direction in which the line comes to it, of length 1. */
function lastStretch(points: readonly Point[]): [Point, Point] {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? end;
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  return [end, { x: (end.x - before.x) / length, y: (end.y - before.y) / length }];
}
