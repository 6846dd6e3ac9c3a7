import { Box, Typography } from '@mui/material';
import type { Chart } from '../../../inspect/wire.ts';
import { wholeText } from '../../data/formats.ts';
import type { Badge } from '../chart/marks.ts';
import { Section } from './Section.tsx';

/** How many users are at each step of a journey, the fullest first. */
export function JourneyPanel({
  chart,
  badges,
}: {
  readonly chart: Chart;
  readonly badges: ReadonlyMap<string, Badge>;
}) {
  const steps = [...badges].sort(([, a], [, b]) => b.users - a.users);
  const all = steps.reduce((sum, [, { users }]) => sum + users, 0);
  return (
    <Section
      title="Users on this journey"
      aside={<Typography data-testid="machine-users">{wholeText(all)}</Typography>}
    >
      {all === 0 && (
        <Typography variant="body2" color="text.secondary">
          Nobody walks {chart.title} now.
        </Typography>
      )}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: 13 }}>
        {steps.map(([path, { users }]) => (
          <Box
            component="li"
            key={path}
            sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, py: 0.25 }}
          >
            <span>{path}</span>
            <b>{wholeText(users)}</b>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
