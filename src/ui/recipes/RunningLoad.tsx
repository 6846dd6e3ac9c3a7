import Stop from '@mui/icons-material/StopRounded';
import { Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { useState } from 'react';
import { say } from '../data/actions.ts';
import { act, paths } from '../data/ask.ts';
import { spanText, wholeText } from '../data/formats.ts';
import { live, stateNow } from '../data/live.ts';
import { canLogOut } from '../data/page.ts';
import { isActive } from '../data/report.ts';
import { useStore } from '../data/store.ts';
import { CurlLine } from '../forms/CurlLine.tsx';
import { curlLine } from '../forms/curlLine.ts';
import { remaining } from '../frame/RunProgress.tsx';

/** What runs on this port now, when it ends by itself, and the button that ends it at once. */
export function RunningLoad() {
  const point = useStore(live, (moment) => moment.point);
  const state = useStore(live, stateNow);
  const [busy, setBusy] = useState(false);
  const active = isActive(state);
  const classes = Object.entries(point?.classes ?? {}).filter(([, count]) => count > 0);
  const progress = point?.progress ? remaining(point, point.progress) : null;
  const end = async (): Promise<void> => {
    setBusy(true);
    say(await act(`${paths.root}/api/stop`, new URLSearchParams()));
    setBusy(false);
  };
  return (
    <Paper
      component="section"
      aria-label="Running load"
      variant="outlined"
      sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 1.5 }}
    >
      <Typography variant="h2">Running load</Typography>
      {!active && (
        <Typography variant="body2" color="text.secondary">
          Nothing runs on this port.
        </Typography>
      )}
      {active &&
        classes.map(([name, count]) => (
          <Box key={name} sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
            <Typography noWrap>{name}</Typography>
            <Typography sx={{ fontWeight: 700 }}>{wholeText(count)}</Typography>
          </Box>
        ))}
      {active && (
        <Typography variant="body2" color="text.secondary" data-testid="countdown">
          {progress ? `Ends by itself in ${spanText(progress.left)}` : 'Runs until it is stopped'}
        </Typography>
      )}
      {progress && (
        <LinearProgress variant="determinate" value={progress.share * 100} aria-label="Time passed" />
      )}
      <Box>
        <Button
          variant="contained"
          color="error"
          startIcon={<Stop />}
          onClick={end}
          disabled={!active || busy || state === 'stopping'}
          data-testid="stop-recipe"
        >
          {busy || state === 'stopping' ? 'Stopping…' : 'Stop all users'}
        </Button>
      </Box>
      <CurlLine
        label="Stop by curl"
        line={curlLine(`${location.origin}${paths.root}/api/stop`, { method: 'POST', isGuarded: canLogOut })}
      />
    </Paper>
  );
}
