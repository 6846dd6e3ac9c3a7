import { Box, LinearProgress, Paper, Typography } from '@mui/material';
import type { Progress, StreamPoint } from '../../server/stream/wire.ts';
import { spanText } from '../data/formats.ts';
import { live } from '../data/live.ts';
import { useStore } from '../data/store.ts';

const ENDS: Readonly<Record<Progress['by'], string>> = {
  runTime: 'Run time of',
  shape: 'Shape of',
  stopAfter: 'Stops after',
};

/** How far a run with a known end has come, and what remains; nothing for others. */
export function RunProgress() {
  const point = useStore(live, (moment) => moment.point);
  if (!point?.progress) return null;
  const { by, share, left } = remaining(point, point.progress);
  return (
    <Paper variant="outlined" sx={{ px: 2, py: 1.25 }} data-testid="progress">
      <Box sx={{ display: 'flex', justifyContent: 'space-between', mb: 0.75 }}>
        <Typography variant="body2" color="text.secondary">
          {ENDS[by]} {spanText(point.progress.endsAt - point.progress.startedAt)}
        </Typography>
        <Typography variant="body2" sx={{ fontWeight: 650 }}>
          {spanText(left)} left
        </Typography>
      </Box>
      <LinearProgress
        variant="determinate"
        value={share * 100}
        aria-label="Progress of the run"
        sx={{ height: 6, borderRadius: 3 }}
      />
    </Paper>
  );
}

/** By the server's own clock, so that this machine's may be off. */
export function remaining(
  { time }: Pick<StreamPoint, 'time'>,
  { by, startedAt, endsAt }: Progress,
): { by: Progress['by']; share: number; left: number } {
  const whole = endsAt - startedAt;
  return {
    by,
    share: whole > 0 ? Math.min(1, Math.max(0, (time - startedAt) / whole)) : 1,
    left: Math.max(0, endsAt - time),
  };
}
