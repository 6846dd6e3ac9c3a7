import { Box, Tab, Tabs } from '@mui/material';
import type { ChartListing } from '../../inspect/wire.ts';

/** Chooses among the machines. */
export function MachinePicker({
  listings,
  chosen,
  onChoose,
}: {
  readonly listings: readonly ChartListing[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Tabs
      value={chosen ?? false}
      onChange={(_, id: string) => onChoose(id)}
      variant="scrollable"
      allowScrollButtonsMobile
      aria-label="Machines"
      sx={{ borderBottom: 1, borderColor: 'divider', minHeight: 40 }}
    >
      {listings.map(({ id, title, states, transitions }) => (
        <Tab
          key={id}
          value={id}
          sx={{ minHeight: 40, py: 0.5, textTransform: 'none' }}
          title={`${states} states, ${transitions} transitions`}
          label={
            <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 0.75 }}>
              {title}
              <Box component="span" sx={{ fontSize: 11, fontWeight: 400, color: 'text.secondary' }}>
                {states} · {transitions}
              </Box>
            </Box>
          }
        />
      ))}
    </Tabs>
  );
}
