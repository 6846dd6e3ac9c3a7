import { Box, Chip } from '@mui/material';
import { live, stateNow } from '../data/live.ts';
import { useStore } from '../data/store.ts';

const COLOURS: Readonly<Record<string, 'success' | 'warning' | 'info' | 'default'>> = {
  running: 'success',
  spawning: 'info',
  stopping: 'warning',
  cleanup: 'warning',
};

/** The state of the test; screen readers hear when it changes. */
export function StateChip() {
  const state = useStore(live, stateNow);
  return (
    <Box role="status" aria-label="State">
      <Chip
        size="small"
        color={COLOURS[state] ?? 'default'}
        variant={state === 'running' ? 'filled' : 'outlined'}
        label={state}
        data-testid="state"
        sx={{ fontWeight: 650, textTransform: 'capitalize' }}
      />
    </Box>
  );
}
