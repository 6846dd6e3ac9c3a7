import { Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** What stands where there is nothing to show: what it would be, and what brings it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Paper
      variant="outlined"
      sx={{ px: 3, py: 6, textAlign: 'center', borderStyle: 'dashed', bgcolor: 'transparent' }}
    >
      <Typography variant="h2" gutterBottom>
        {title}
      </Typography>
      <Typography variant="body2" color="text.secondary">
        {children}
      </Typography>
    </Paper>
  );
}
