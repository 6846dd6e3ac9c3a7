import { Alert, Box, Button, Container, Skeleton } from '@mui/material';
import { useState } from 'react';
import type { ChartListing } from '../../inspect/wire.ts';
import { Empty } from '../frame/Empty.tsx';
import { useAnswer } from './data/useAnswer.ts';
import { useLive } from './data/useLive.ts';
import { useMachineChoice } from './data/useMachineChoice.ts';
import { useFollowing } from './follow/useFollowing.ts';
import { MachinePicker } from './MachinePicker.tsx';
import { MachineView } from './MachineView.tsx';

/** The statecharts of the running program, alive. `basePath` stands before all its requests, such as `/load`. */
export default function MachinesPage({ basePath }: { readonly basePath: string }) {
  const [version, setVersion] = useState(0);
  const { data: listings, problem } = useAnswer<readonly ChartListing[]>(
    `${basePath}/machines/list`,
    version,
  );
  const { live, connection } = useLive(basePath, version);
  const follow = useFollowing(basePath);
  const [choice, choose] = useMachineChoice();
  const chosen = listings?.find(({ id }) => id === (choice ?? listings[0]?.id));
  const retry = (
    <Button color="inherit" size="small" onClick={() => setVersion(version + 1)}>
      Try again
    </Button>
  );
  return (
    <Container maxWidth={false} sx={{ display: 'grid', gap: 1.5, pt: 1 }}>
      {problem !== '' && (
        <Alert severity="error" action={retry}>
          The machines cannot be listed: {problem}
        </Alert>
      )}
      {problem === '' && connection === 'lost' && (
        <Alert severity="warning" action={retry}>
          The connection is lost: what is shown is the last that was heard. It is tried again by itself.
        </Alert>
      )}
      {listings === undefined && problem === '' && <Skeleton variant="rounded" height={420} />}
      {listings && <MachinePicker listings={listings} chosen={chosen?.id ?? null} onChoose={choose} />}
      {listings && chosen === undefined && (
        <Empty title={listings.length === 0 ? 'No machines' : `There is no machine ${choice}`}>
          {listings.length === 0 ? 'This program draws none.' : 'Choose one of those above.'}
        </Empty>
      )}
      {chosen && (
        <Box key={chosen.id}>
          <MachineView basePath={basePath} listing={chosen} live={live} follow={follow} />
        </Box>
      )}
    </Container>
  );
}
