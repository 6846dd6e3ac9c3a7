import { Paper, Tab, Tabs, Typography } from '@mui/material';
import { useState } from 'react';
import type { Chart, ChartListing, LiveActor, LiveState } from '../../inspect/wire.ts';
import type { Marks } from './chart/marks.ts';
import { FollowPanel } from './follow/FollowPanel.tsx';
import type { FollowOne } from './follow/useFollowing.ts';
import { ActorPanel } from './live/ActorPanel.tsx';
import { usersOn } from './live/census.ts';
import { JourneyPanel } from './live/JourneyPanel.tsx';
import { PopulationPanel } from './live/PopulationPanel.tsx';
import { WorkerPanel } from './live/WorkerPanel.tsx';

export interface SidePanelProps {
  readonly chart: Chart;
  readonly kind: ChartListing['kind'];
  readonly live: LiveState | null;
  readonly marks: Marks;
  readonly follow: FollowOne;
  readonly actors: readonly LiveActor[];
  readonly chosen: LiveActor | undefined;
  readonly onChoose: (actor: string) => void;
}

/** What there is to say of a machine beside its chart. */
export function SidePanel(props: SidePanelProps) {
  const { kind, chart, live, marks, actors, chosen, onChoose } = props;
  return (
    <Paper
      variant="outlined"
      sx={{
        p: 1.5,
        display: 'flex',
        flexDirection: 'column',
        gap: 2,
        minWidth: 0,
        overflowY: { md: 'auto' },
        maxHeight: { md: 'calc(100vh - 76px)' },
        minHeight: { md: 540 },
      }}
    >
      {live === null && kind !== 'population' && (
        <Typography variant="body2" color="text.secondary">
          Waiting for the first news of the program …
        </Typography>
      )}
      {live && kind === 'actors' && (
        <ActorPanel chart={chart} actors={actors} chosen={chosen} onChoose={onChoose} />
      )}
      {live && kind === 'workers' && (
        <WorkerPanel
          chart={chart}
          actors={actors}
          chosen={chosen}
          onChoose={onChoose}
          workers={live.workers}
        />
      )}
      {live && kind === 'journey' && <JourneyPanel chart={chart} badges={marks.badges} />}
      {kind === 'population' && <UsersPanel {...props} />}
    </Paper>
  );
}

function UsersPanel({ live, marks, follow }: SidePanelProps) {
  const [tab, setTab] = useState<'all' | 'one'>(follow.playback === null ? 'all' : 'one');
  const population = live?.population;
  const classes = population
    ? [...new Set([...Object.keys(population.tasks), ...Object.keys(population.waiting)])]
    : [];
  return (
    <>
      <Tabs
        value={tab}
        onChange={(_, next: 'all' | 'one') => setTab(next)}
        variant="fullWidth"
        aria-label="Users"
        sx={{ minHeight: 36, '& button': { minHeight: 36 } }}
      >
        <Tab value="all" label="All users" />
        <Tab value="one" label="Follow one" />
      </Tabs>
      {tab === 'one' && (
        <FollowPanel follow={follow} classes={population && population.users > 0 ? classes : []} />
      )}
      {tab === 'all' && population && (
        <PopulationPanel population={population} counted={usersOn(marks.badges)} />
      )}
      {tab === 'all' && !population && (
        <Typography variant="body2" color="text.secondary">
          Waiting for the first news of the program …
        </Typography>
      )}
    </>
  );
}
