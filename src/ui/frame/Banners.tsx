import { Alert } from '@mui/material';
import { live } from '../data/live.ts';
import { useStore } from '../data/store.ts';

/** What must be known before any number is read. */
export function Banners() {
  const saturated = useStore(live, ({ point }) => point?.saturated ?? false);
  const connection = useStore(live, (moment) => moment.connection);
  return (
    <>
      {saturated && (
        <Alert severity="error" variant="filled" data-testid="saturated">
          <strong>Saturated.</strong> The load generator itself is out of breath: response times below contain
          its own slowness. Use fewer users, or spread the load over more processes.
        </Alert>
      )}
      {connection === 'lost' && (
        <Alert severity="warning" data-testid="lost">
          The load generator does not answer. What is shown is the last that was heard; the page goes on
          trying.
        </Alert>
      )}
      {connection === 'polling' && (
        <Alert severity="info">The live stream is out of reach: numbers come every 2 s.</Alert>
      )}
    </>
  );
}
