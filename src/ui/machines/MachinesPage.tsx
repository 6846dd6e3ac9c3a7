import { Typography } from '@mui/material';

/** Leads to the descriptions of the statecharts that run. */
export default function MachinesPage({ basePath }: { readonly basePath: string }) {
  return (
    <Typography>
      The statecharts of this program are described below {basePath}/machines, one a path, such as user.json.
    </Typography>
  );
}
