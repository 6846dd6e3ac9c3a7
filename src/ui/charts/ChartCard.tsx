import { Box, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** A line of the legend: what a colour means, and its value at the cursor, or the latest. */
export interface LegendItem {
  readonly name: string;
  readonly colour: string;
  readonly value: string;
}

/** The paper of a chart: its title, its legend, itself. */
export function ChartCard({
  title,
  note,
  legend,
  children,
}: {
  readonly title: string;
  readonly note?: string | undefined;
  readonly legend: readonly LegendItem[];
  readonly children: ReactNode;
}) {
  return (
    <Paper component="section" variant="outlined" aria-label={title} sx={{ p: 2, minWidth: 0 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, mb: 0.5 }}>
        <Typography variant="h2">{title}</Typography>
        <Typography variant="body2" color="text.secondary" noWrap>
          {note}
        </Typography>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.25, minHeight: 24, mb: 1 }}>
        {legend.map(({ name, colour, value }) => (
          <Box key={name} sx={{ display: 'flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}>
            <Box
              sx={{ width: 12, height: 4, borderRadius: 1, flexShrink: 0 }}
              style={{ background: colour }}
            />
            <Typography variant="body2" color="text.secondary" noWrap>
              {name}
            </Typography>
            <Typography variant="body2" sx={{ fontWeight: 650, whiteSpace: 'nowrap' }}>
              {value}
            </Typography>
          </Box>
        ))}
      </Box>
      {children}
    </Paper>
  );
}
