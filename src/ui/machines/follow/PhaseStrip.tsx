import { Box, useTheme } from '@mui/material';
import type { FollowedEvent } from '../../../inspect/wire.ts';
import { timeText } from '../../data/formats.ts';
import { PHASE_COLOURS } from '../../frame/palette.ts';

type Phases = Extract<FollowedEvent, { kind: 'request' }>['phases'];

const ORDER = ['blocked', 'connecting', 'tls', 'sending', 'waiting', 'receiving'] as const;

/** The phases of one request, as parts of a bar. */
export function PhaseStrip({ phases }: { readonly phases: Phases }) {
  const colours = PHASE_COLOURS[useTheme().palette.mode];
  const words = ORDER.filter((phase) => phases[phase] > 0)
    .map((phase) => `${phase} ${timeText(phases[phase])}`)
    .join(', ');
  return (
    <Box
      role="img"
      aria-label={words || 'no phases'}
      title={words}
      sx={{
        display: 'flex',
        flex: 1,
        height: 6,
        borderRadius: 3,
        overflow: 'hidden',
        bgcolor: 'action.hover',
      }}
    >
      {ORDER.map((phase, index) => (
        <Box key={phase} style={{ flexGrow: phases[phase], backgroundColor: colours[index] }} />
      ))}
    </Box>
  );
}
