import { Box, Paper, Typography, useTheme } from '@mui/material';
import type { ChartPoint } from '../../server/stream/wire.ts';
import { Sparkline } from '../charts/Sparkline.tsx';
import { rateText, shareText, timeText, wholeText } from '../data/formats.ts';
import { live } from '../data/live.ts';
import { AGGREGATED } from '../data/series.ts';
import { useStore } from '../data/store.ts';
import { FAILING, LINES } from './palette.ts';

interface Tile {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly note: string;
  readonly colour: string;
  readonly of: (point: ChartPoint) => number | null;
}

/** The four numbers that a person watches, with their last two minutes. */
export function Tiles() {
  const { mode } = useTheme().palette;
  const point = useStore(live, (moment) => moment.point);
  const recent = useStore(live, (moment) => moment.recent);
  const all = point?.entries[AGGREGATED];
  const rps = all?.rps ?? 0;
  const failing = all?.failuresPerSecond ?? 0;
  const classes = Object.values(point?.classes ?? {}).filter((count) => count > 0).length;
  const tiles: Tile[] = [
    {
      name: 'Users',
      id: 'users',
      value: wholeText(point?.users ?? 0),
      note: classes > 1 ? `of ${classes} classes` : '',
      colour: LINES[mode][4],
      of: ({ users }) => users,
    },
    {
      name: 'Requests/s',
      id: 'rps',
      value: rateText(rps),
      note: '',
      colour: LINES[mode][1],
      of: (each) => each.rps,
    },
    {
      name: 'Failures/s',
      id: 'failures',
      value: rateText(failing),
      note: failing > 0 && rps > 0 ? `${shareText(Math.min(1, failing / rps))} of requests` : '',
      colour: FAILING[mode],
      of: (each) => each.failuresPerSecond,
    },
    {
      name: 'Response time, p95',
      id: 'p95',
      value: timeText(all?.p95 ?? null),
      note: all?.p50 == null ? '' : `median ${timeText(all.p50)}`,
      colour: LINES[mode][0],
      of: (each) => each.p95,
    },
  ];
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}
    >
      {tiles.map(({ name, id, value, note, colour, of }) => (
        <Paper key={id} variant="outlined" sx={{ px: 2, py: 1.25, minWidth: 0, overflow: 'hidden' }}>
          <Typography component="dt" variant="body2" color="text.secondary" noWrap>
            {name}
          </Typography>
          <Box component="dd" sx={{ m: 0, display: 'flex', alignItems: 'flex-end', gap: 1.5 }}>
            <Box sx={{ flexShrink: 0 }}>
              <Typography
                component="div"
                data-testid={id}
                sx={{ fontSize: '1.5rem', fontWeight: 700, lineHeight: 1.25, letterSpacing: '-0.02em' }}
              >
                {value}
              </Typography>
              <Typography
                component="div"
                variant="caption"
                color="text.secondary"
                sx={{ minHeight: '1.66em' }}
                noWrap
              >
                {note}
              </Typography>
            </Box>
            <Sparkline values={recent.map(of)} colour={colour} />
          </Box>
        </Paper>
      ))}
    </Box>
  );
}
