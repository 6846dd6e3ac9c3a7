import { Box, Container, Link, Typography } from '@mui/material';
import { type IRootState, Tabs } from 'locust-ui';
import { useSelector } from 'react-redux';
import { paths } from '../data/ask.ts';
import { live, stateNow } from '../data/live.ts';
import { pageArgs } from '../data/page.ts';
import { useStore } from '../data/store.ts';
import { tabs } from '../tabs.tsx';
import { Banners } from './Banners.tsx';
import { Notice } from './Notice.tsx';
import { RunProgress } from './RunProgress.tsx';
import { Tiles } from './Tiles.tsx';
import { TopBar } from './TopBar.tsx';

/** What surrounds every tab: name, state, actions, what needs to be known at once. */
export function Frame() {
  const hasBegun = useStore(live, stateNow) !== 'ready';
  // A statechart needs the height that they take.
  const isOnMachines = useSelector(({ url }: IRootState) => url.query?.tab === 'machines');
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: '100vh' }}>
      <TopBar />
      <Box component="main" id="content" tabIndex={-1} sx={{ flex: 1, outline: 'none', pb: 4 }}>
        <Container maxWidth="xl" sx={{ pt: isOnMachines ? 0 : 2, display: 'grid', gap: 1.5 }}>
          <Banners />
          {hasBegun && !isOnMachines && <Tiles />}
          {!isOnMachines && <RunProgress />}
        </Container>
        <Tabs tabs={tabs} />
      </Box>
      <Footer />
      <Notice />
    </Box>
  );
}

function Footer() {
  return (
    <Container maxWidth="xl" component="footer" sx={{ py: 2 }}>
      <Typography variant="body2" color="text.secondary" component="div" sx={{ display: 'flex', gap: 2 }}>
        <span>Statestorm {pageArgs.version}</span>
        <Link href={`${paths.root}/openapi.json`} color="inherit">
          API
        </Link>
        <Link href={`${paths.root}/metrics`} color="inherit">
          Metrics
        </Link>
      </Typography>
    </Container>
  );
}
