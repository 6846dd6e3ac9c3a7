import { Box, useTheme } from '@mui/material';
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import { ChartCard } from './ChartCard.tsx';
import { linePath, type Spot } from './linePath.ts';
import { nearest, timeTicks, valueTicks } from './scale.ts';
import { clockText, utcOffset } from './timeAxis.ts';
import { useWidth } from './useWidth.ts';

/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly spots: readonly Spot[];
}

const HEIGHT = 210;
const MARGIN = { left: 50, right: 10, top: 8, bottom: 22 };

/**
 * Lines over the time of a run. Pointer and arrow keys move a cursor, whose values the legend says. `from` and
 * `to` are ms since the epoch, the same for all charts of a page.
 */
export function LineChart({
  title,
  lines,
  from,
  to,
  text,
}: {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
  readonly text: (value: number) => string;
}) {
  const { palette } = useTheme();
  const [box, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const longest = lines.reduce<readonly Spot[]>(
    (most, { spots }) => (spots.length > most.length ? spots : most),
    [],
  );
  const times = useMemo(() => longest.map(({ time }) => time), [longest]);
  const most = Math.max(0, ...lines.flatMap(({ spots }) => spots.map(({ value }) => value ?? 0)));
  const ticks = valueTicks(most);
  const top = ticks.at(-1)!;
  const inner = {
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const x = (time: number): number => MARGIN.left + ((time - from) / Math.max(1, to - from)) * inner.width;
  const y = (value: number): number => MARGIN.top + (1 - value / top) * inner.height;
  const moments = timeTicks(from, to, Math.max(2, Math.floor(inner.width / 90)), utcOffset(to)).filter(
    (moment) => x(moment) < width - 30,
  );

  const legend = lines.map(({ name, colour, spots }) => {
    const at =
      cursor === null
        ? spots.length - 1
        : nearest(
            spots.map(({ time }) => time),
            cursor,
          );
    const value = spots[at]?.value ?? null;
    return { name, colour, value: value === null ? '–' : text(value) };
  });
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const time = from + ((event.clientX - left - MARGIN.left) / inner.width) * (to - from);
    setCursor(times[nearest(times, time)] ?? null);
  };
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') setCursor(null);
    if (by === undefined) return;
    event.preventDefault();
    const at = cursor === null ? times.length - 1 : nearest(times, cursor);
    setCursor(times[Math.min(times.length - 1, Math.max(0, at + by))] ?? null);
  };

  return (
    <ChartCard title={title} legend={legend} note={cursor === null ? undefined : clockText(cursor, 1000)}>
      <Box ref={box} sx={{ height: HEIGHT }}>
        <Box
          component="svg"
          role="img"
          tabIndex={0}
          aria-label={`${title}: ${legend.map(({ name, value }) => `${name} ${value}`).join(', ')}`}
          width={width}
          height={HEIGHT}
          onPointerMove={point}
          onPointerLeave={() => setCursor(null)}
          onKeyDown={step}
          onBlur={() => setCursor(null)}
          sx={{ display: 'block', touchAction: 'pan-y', cursor: 'crosshair' }}
        >
          <Box
            component="g"
            sx={{ fill: palette.text.secondary, fontSize: 11, fontVariantNumeric: 'tabular-nums' }}
          >
            {ticks.map((tick) => (
              <g key={tick}>
                <line
                  x1={MARGIN.left}
                  x2={width - MARGIN.right}
                  y1={y(tick)}
                  y2={y(tick)}
                  stroke={palette.divider}
                />
                <text x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
                  {trimmed(text(tick))}
                </text>
              </g>
            ))}
            {moments.map((moment) => (
              <text key={moment} x={x(moment)} y={HEIGHT - 6} textAnchor="middle">
                {clockText(moment, (moments[1] ?? moment) - moments[0]!)}
              </text>
            ))}
          </Box>
          {lines.map(({ name, colour, spots }) => (
            <path
              key={name}
              d={linePath(spots, { x, y })}
              fill="none"
              stroke={colour}
              strokeWidth="2"
              strokeLinejoin="round"
              strokeLinecap="round"
            />
          ))}
          {cursor !== null && (
            <line
              x1={x(cursor)}
              x2={x(cursor)}
              y1={MARGIN.top}
              y2={HEIGHT - MARGIN.bottom}
              stroke={palette.text.secondary}
              strokeDasharray="3 3"
            />
          )}
        </Box>
      </Box>
    </ChartCard>
  );
}

/** A number without zeros that say nothing: `0.50` as `0.5`, `30.0` as `30`. */
function trimmed(text: string): string {
  return text.replace(/\.(\d*?)0+(?=\D|$)/, (_, digits: string) => (digits === '' ? '' : `.${digits}`));
}
