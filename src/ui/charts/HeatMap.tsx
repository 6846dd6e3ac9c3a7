import { Box, useTheme } from '@mui/material';
import { useEffect, useMemo, useRef } from 'react';
import type { ChartPoint } from '../../server/stream/wire.ts';
import { rateText, timeText } from '../data/formats.ts';
import { ChartCard } from './ChartCard.tsx';
import { heatCells } from './heat.ts';
import { timeTicks } from './scale.ts';
import { clockText, utcOffset } from './timeAxis.ts';
import { useWidth } from './useWidth.ts';

const HEIGHT = 210;
const MARGIN = { left: 50, right: 10, top: 8, bottom: 22 };
/** From few answers to many. Both ends stand off the paper of their theme. */
const COLOURS = {
  light: ['#e4e2fb', '#9b93ee', '#4a3fd6', '#1a1068'],
  dark: ['#262c5a', '#6a57cf', '#f0a35c', '#ffeab0'],
} as const;

/** How response times are spread over the run: the darker (or, in dark colours, brighter) the more answers. */
export function HeatMap({
  title,
  points,
  bounds,
  from,
  to,
}: {
  readonly title: string;
  readonly points: readonly ChartPoint[];
  readonly bounds: readonly number[];
  readonly from: number;
  readonly to: number;
}) {
  const { palette } = useTheme();
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cells, lowest, highest, most } = useMemo(() => heatCells(points, bounds), [points, bounds]);
  const colours = COLOURS[palette.mode];
  const rows = Math.max(1, highest - lowest + 1);
  const inner = {
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const x = (time: number): number => ((time - from) / Math.max(1, to - from)) * inner.width;
  const row = inner.height / rows;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !canvas.current || width === 0) return;
    const scale = window.devicePixelRatio || 1;
    canvas.current.width = inner.width * scale;
    canvas.current.height = inner.height * scale;
    context.scale(scale, scale);
    for (const { from: begin, to: end, bucket, perSecond } of cells) {
      // The root shows the few slow ones beside the many quick ones.
      context.fillStyle = mixed(colours, Math.min(1, Math.sqrt(perSecond / most)));
      const left = Math.max(0, x(begin));
      context.fillRect(
        left,
        (highest - bucket) * row,
        Math.max(1, x(end) - left + 0.5),
        Math.max(1, row - 0.5),
      );
    }
  });

  const every = Math.max(1, Math.ceil(rows / 6));
  const labels = Array.from({ length: rows }, (_, index) => lowest + index).filter(
    (_, index) => index % every === 0,
  );
  const moments = timeTicks(from, to, Math.max(2, Math.floor(inner.width / 90)), utcOffset(to)).filter(
    (moment) => x(moment) < inner.width - 20,
  );
  const isEmpty = cells.length === 0;
  const legend = isEmpty
    ? []
    : [
        { name: 'few answers', colour: colours[0], value: '' },
        { name: 'many', colour: colours[3], value: `${rateText(most)}/s` },
      ];
  return (
    <ChartCard title={title} legend={legend}>
      <Box ref={box} sx={{ height: HEIGHT, position: 'relative' }}>
        <Box
          component="canvas"
          ref={canvas}
          role="img"
          aria-label={
            isEmpty
              ? `${title}: nothing yet`
              : `${title}: from ${timeText(bounds[lowest - 1] ?? 0)} to ${timeText(bounds[highest] ?? 0)}`
          }
          sx={{ position: 'absolute', left: MARGIN.left, top: MARGIN.top }}
          style={{ width: inner.width, height: inner.height }}
        />
        <Box
          component="svg"
          aria-hidden="true"
          width={width}
          height={HEIGHT}
          sx={{
            position: 'absolute',
            inset: 0,
            fill: palette.text.secondary,
            fontSize: 11,
            pointerEvents: 'none',
          }}
        >
          {!isEmpty &&
            labels.map((bucket) => (
              <text
                key={bucket}
                x={MARGIN.left - 8}
                y={MARGIN.top + (highest - bucket) * row + row / 2 + 4}
                textAnchor="end"
              >
                {timeText(bounds[bucket] ?? 0)}
              </text>
            ))}
          <line
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={HEIGHT - MARGIN.bottom}
            y2={HEIGHT - MARGIN.bottom}
            stroke={palette.divider}
          />
          {moments.map((moment) => (
            <text key={moment} x={MARGIN.left + x(moment)} y={HEIGHT - 6} textAnchor="middle">
              {clockText(moment, (moments[1] ?? moment) - moments[0]!)}
            </text>
          ))}
        </Box>
      </Box>
    </ChartCard>
  );
}

/** A colour on the way through `#rrggbb` colours, by a share from 0 to 1. */
function mixed(colours: readonly string[], share: number): string {
  const at = share * (colours.length - 1);
  const index = Math.min(colours.length - 2, Math.floor(at));
  const part = (colour: string, from: number): number => Number.parseInt(colour.slice(from, from + 2), 16);
  const parts = [1, 3, 5].map((from) => {
    const [a, b] = [part(colours[index]!, from), part(colours[index + 1]!, from)];
    return Math.round(a + (b - a) * (at - index));
  });
  return `rgb(${parts.join(',')})`;
}
