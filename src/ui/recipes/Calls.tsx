import { Paper, Typography } from '@mui/material';
import { paths } from '../data/ask.ts';
import { canLogOut } from '../data/page.ts';
import { CurlLine } from '../forms/CurlLine.tsx';
import { curlLine } from '../forms/curlLine.ts';

const CALLS = [
  ['/api/users', 'List the users by curl'],
  ['/api/user_count', 'Count the users alive by curl'],
  ['/api/ping', 'See whether the API is there by curl'],
] as const;

/** What else a script asks of this port. */
export function Calls() {
  return (
    <Paper
      component="section"
      aria-label="By curl"
      variant="outlined"
      sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 1.5 }}
    >
      <Typography variant="h2">In a script</Typography>
      {CALLS.map(([path, label]) => (
        <CurlLine
          key={path}
          label={label}
          line={curlLine(`${location.origin}${paths.root}${path}`, { isGuarded: canLogOut })}
        />
      ))}
    </Paper>
  );
}
