import { Box, Typography, useTheme } from '@mui/material';
import type { Population } from '../../../inspect/wire.ts';
import { timeText, wholeText } from '../../data/formats.ts';
import { heatColour } from '../chart/heatColour.ts';
import { BETWEEN, type Place, placesByClass } from './census.ts';
import { Section } from './Section.tsx';

/** Where the users are: their number, and by class the tasks that they execute, the fullest first. */
export function PopulationPanel({
  population,
  counted,
}: {
  readonly population: Population;
  readonly counted: number;
}) {
  const classes = placesByClass(population);
  return (
    <>
      <Section title="Users">
        <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1 }}>
          <Typography
            component="span"
            sx={{ fontSize: 28, fontWeight: 700, lineHeight: 1.1 }}
            data-testid="machine-users"
          >
            {wholeText(population.users)}
          </Typography>
          <Typography component="span" variant="body2" color="text.secondary">
            alive; the states hold <span data-testid="machine-counted">{wholeText(counted)}</span>
          </Typography>
        </Box>
      </Section>
      {classes.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          Nobody is at work. Start a load, and its users are shown where they are.
        </Typography>
      )}
      {classes.map(({ name, users, places }) => (
        <Section
          key={name}
          title={name}
          aside={
            <Typography variant="body2" color="text.secondary">
              {wholeText(users)}
            </Typography>
          }
        >
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}>
            {places.map((place) => (
              <PlaceBar key={place.name} place={place} all={population.users} />
            ))}
          </Box>
        </Section>
      ))}
      <Typography variant="caption" color="text.secondary">
        Beside the number of users: how long those who left had stayed, the median and the 95th percentile.
      </Typography>
    </>
  );
}

function PlaceBar({
  place: { name, users, p50, p95, heat },
  all,
}: {
  readonly place: Place;
  readonly all: number;
}) {
  const { mode } = useTheme().palette;
  const width = all > 0 ? `${Math.min(100, (users / all) * 100)}%` : '0%';
  return (
    <Box
      component="li"
      data-place={name}
      data-users={users}
      sx={{
        position: 'relative',
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'action.hover',
        px: 1,
        py: 0.5,
      }}
    >
      <Box
        aria-hidden
        style={{ width, backgroundColor: heatColour(heat, mode) }}
        sx={{ position: 'absolute', inset: 0, transition: 'width .3s' }}
      />
      <Box sx={{ position: 'relative', display: 'flex', gap: 1, alignItems: 'baseline', fontSize: 12.5 }}>
        <Box
          component="span"
          sx={{
            flex: 1,
            minWidth: 0,
            overflowWrap: 'anywhere',
            fontStyle: name === BETWEEN ? 'italic' : 'normal',
          }}
        >
          {name.replaceAll('/', '/\u200b')}
        </Box>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: 11.5, whiteSpace: 'nowrap' }}>
          {p50 === null ? '' : `${timeText(p50)} · ${timeText(p95)}`}
        </Box>
        <Box component="span" sx={{ fontWeight: 700, minWidth: 28, textAlign: 'right' }}>
          {wholeText(users)}
        </Box>
      </Box>
    </Box>
  );
}
