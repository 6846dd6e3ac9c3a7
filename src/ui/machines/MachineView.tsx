import CloseFullscreen from '@mui/icons-material/CloseFullscreen';
import OpenInFull from '@mui/icons-material/OpenInFull';
import {
  Alert,
  Box,
  Button,
  IconButton,
  Link,
  Paper,
  Skeleton,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import type { Chart, ChartListing, LiveState } from '../../inspect/wire.ts';
import { ChartCanvas } from './chart/ChartCanvas.tsx';
import { ChartText } from './chart/ChartText.tsx';
import { useAnswer } from './data/useAnswer.ts';
import type { FollowOne } from './follow/useFollowing.ts';
import { SidePanel } from './SidePanel.tsx';
import { useDrawing } from './useDrawing.ts';
import { useMarksOf } from './useMarksOf.ts';
import { useRoom } from './useRoom.ts';

export interface MachineViewProps {
  readonly basePath: string;
  readonly listing: ChartListing;
  readonly live: LiveState | null;
  readonly follow: FollowOne;
}

/** One machine: its chart, alive, and what there is to say beside it. */
export function MachineView({ basePath, listing, live, follow }: MachineViewProps) {
  const address = `${basePath}/machines/${encodeURIComponent(listing.id)}`;
  const [version, setVersion] = useState(0);
  const [form, setForm] = useState<'chart' | 'text'>('chart');
  const [isWide, setIsWide] = useState(false);
  const [actor, setActor] = useState<string | null>(null);
  const { data: chart, problem } = useAnswer<Chart>(`${address}/chart`, version);
  const [canvas, room] = useRoom();
  const { drawing, problem: flaw } = useDrawing(chart, { hasBadges: listing.kind !== 'actors', room });
  const { marks, actors, chosen } = useMarksOf({
    chart,
    kind: listing.kind,
    live,
    playback: follow.playback,
    actor,
  });
  const trouble = problem || flaw;
  return (
    <Box sx={isWide ? WHOLE_WINDOW : BESIDE}>
      <Paper
        variant="outlined"
        sx={{ display: 'grid', gridTemplateRows: 'auto 1fr', overflow: 'hidden', minWidth: 0 }}
      >
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            flexWrap: 'wrap',
            gap: 1.5,
            px: 1.5,
            py: 0.75,
            borderBottom: 1,
            borderColor: 'divider',
          }}
        >
          <Typography variant="body2" color="text.secondary" sx={{ flex: '1 1 200px' }}>
            {chart?.description || listing.description}
          </Typography>
          <Link href={`${address}.json`} download={`${listing.id}.json`} variant="body2">
            JSON
          </Link>
          <Link href={`${address}.mmd`} download={`${listing.id}.mmd`} variant="body2">
            Mermaid
          </Link>
          <Tooltip title={isWide ? 'Back into the page' : 'Fill the window'}>
            <IconButton
              size="small"
              aria-label={isWide ? 'Back into the page' : 'Fill the window'}
              onClick={() => setIsWide(!isWide)}
            >
              {isWide ? <CloseFullscreen fontSize="small" /> : <OpenInFull fontSize="small" />}
            </IconButton>
          </Tooltip>
          <ToggleButtonGroup
            exclusive
            size="small"
            value={form}
            aria-label="Show it as"
            onChange={(_, next: 'chart' | 'text' | null) => next && setForm(next)}
          >
            <ToggleButton value="chart" sx={{ py: 0.25, textTransform: 'none' }}>
              Chart
            </ToggleButton>
            <ToggleButton value="text" sx={{ py: 0.25, textTransform: 'none' }}>
              As text
            </ToggleButton>
          </ToggleButtonGroup>
        </Box>
        <Box
          ref={canvas}
          data-testid="canvas"
          sx={{
            position: 'relative',
            ...(isWide ? FILLING : STANDING),
          }}
        >
          {trouble !== '' && (
            <Alert
              severity="error"
              sx={{ m: 2 }}
              action={
                <Button color="inherit" size="small" onClick={() => setVersion(version + 1)}>
                  Try again
                </Button>
              }
            >
              The chart cannot be shown: {trouble}
            </Alert>
          )}
          {trouble === '' && drawing === null && (
            <Skeleton variant="rectangular" sx={{ position: 'absolute', inset: 0, height: 'auto' }} />
          )}
          {chart && form === 'text' && <ChartText chart={chart} marks={marks} />}
          {chart && form === 'chart' && drawing && (
            <ChartCanvas drawing={drawing} title={chart.title} marks={marks} />
          )}
        </Box>
      </Paper>
      {chart && (
        <SidePanel
          chart={chart}
          kind={listing.kind}
          live={live}
          marks={marks}
          follow={follow}
          actors={actors}
          chosen={chosen}
          onChoose={setActor}
        />
      )}
    </Box>
  );
}

const COLUMNS = { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) 300px' };
const BESIDE = { display: 'grid', gap: 1.5, gridTemplateColumns: COLUMNS };
const WHOLE_WINDOW = {
  ...BESIDE,
  position: 'fixed',
  inset: 0,
  zIndex: 'modal',
  p: 1,
  gap: 1,
  bgcolor: 'background.default',
  overflow: 'auto',
} as const;
const STANDING = { height: { xs: '70vh', md: 'calc(100vh - 120px)' }, minHeight: { xs: 420, md: 540 } };
const FILLING = { height: { xs: '70vh', md: 'auto' }, minHeight: 420 };
