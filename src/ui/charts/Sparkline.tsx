import { Box } from '@mui/material';
import { useId } from 'react';

const WIDTH = 120;
const HEIGHT = 36;

/** A line without axes beside a number that says the same; screen readers pass it by. */
export function Sparkline({
  values,
  colour,
}: {
  readonly values: readonly (number | null)[];
  readonly colour: string;
}) {
  const id = useId();
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const step = WIDTH / Math.max(1, values.length - 1);
  const spots = values.map((value, index) => `${(index * step).toFixed(1)},${y(value ?? 0, most)}`);
  if (spots.length < 2) return null;
  return (
    <Box
      component="svg"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      sx={{ flex: 1, minWidth: 0, height: 38, mb: 0.5, display: { xs: 'none', sm: 'block' } }}
    >
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={colour} stopOpacity="0.28" />
          <stop offset="1" stopColor={colour} stopOpacity="0" />
        </linearGradient>
      </defs>
      <polygon points={`0,${HEIGHT} ${spots.join(' ')} ${WIDTH},${HEIGHT}`} fill={`url(#${id})`} />
      <polyline
        points={spots.join(' ')}
        fill="none"
        stroke={colour}
        strokeWidth="1.75"
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </Box>
  );
}

function y(value: number, most: number): string {
  return (HEIGHT - 2 - (value / most) * (HEIGHT - 5)).toFixed(1);
}
