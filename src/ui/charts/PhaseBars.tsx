import { Box, Button, Paper, Typography, useTheme } from '@mui/material';
import { useState } from 'react';
import type { EntryChart } from '../../server/stream/wire.ts';
import { entryText, timeText } from '../data/formats.ts';
import { PHASE_COLOURS } from '../frame/palette.ts';
import { PHASES, phaseBars } from './phases.ts';

/** Bars shown before someone asks for more. */
const FEW = 12;

/** Where the time of requests goes: for each entry the mean of its phases, one after the other. */
export function PhaseBars({ entries }: { readonly entries: readonly EntryChart[] }) {
  const { mode } = useTheme().palette;
  const [all, setAll] = useState(false);
  const bars = phaseBars(entries);
  const longest = Math.max(0.001, ...bars.map(({ total }) => total));
  const colours = PHASE_COLOURS[mode];
  return (
    <Paper component="section" variant="outlined" aria-label="Where the time goes" sx={{ p: 2 }}>
      <Typography variant="h2">Where the time goes</Typography>
      <Typography variant="body2" color="text.secondary">
        Mean of each phase of a request since the start of the run
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, my: 1.5 }}>
        {PHASES.map(({ name, about }, index) => (
          <Box key={name} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }} title={about}>
            <Box sx={{ width: 10, height: 10, borderRadius: '3px' }} style={{ background: colours[index] }} />
            <Typography variant="body2" color="text.secondary">
              {name}
            </Typography>
          </Box>
        ))}
      </Box>
      {bars.length === 0 && <Typography variant="body2">No request has ended yet.</Typography>}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
        {bars.slice(0, all ? undefined : FEW).map(({ key, means, total }) => (
          <Box
            component="li"
            key={key}
            sx={{
              display: 'grid',
              gridTemplateColumns: { xs: '1fr 72px', sm: '220px 1fr 72px' },
              columnGap: 1.5,
              alignItems: 'center',
            }}
          >
            <Typography
              variant="body2"
              noWrap
              title={entryText(key)}
              sx={{ gridColumn: { xs: '1 / -1', sm: 'auto' } }}
            >
              {entryText(key)}
            </Typography>
            <Box
              role="img"
              aria-label={PHASES.map(({ name }, index) => `${name} ${timeText(means[index] ?? 0)}`).join(
                ', ',
              )}
              sx={{ display: 'flex', height: 14, borderRadius: '3px', overflow: 'hidden' }}
              style={{ width: `${(total / longest) * 100}%` }}
            >
              {means.map((mean, index) => (
                <Box
                  key={PHASES[index]!.key}
                  title={`${PHASES[index]!.name}: ${timeText(mean)}`}
                  style={{ width: `${(mean / Math.max(0.001, total)) * 100}%`, background: colours[index] }}
                />
              ))}
            </Box>
            <Typography variant="body2" sx={{ textAlign: 'right', fontWeight: 650 }}>
              {timeText(total)}
            </Typography>
          </Box>
        ))}
      </Box>
      {bars.length > FEW && (
        <Button size="small" onClick={() => setAll(!all)} sx={{ mt: 1 }}>
          {all ? 'Show fewer' : `Show all ${bars.length}`}
        </Button>
      )}
    </Paper>
  );
}
