import { Box, CircularProgress } from '@mui/material';
import { type ITab, tabConfig } from 'locust-ui';
import { type ComponentType, lazy, Suspense } from 'react';
import { paths } from './data/ask.ts';
import { role } from './data/page.ts';
import { ChartsPage } from './pages/ChartsPage.tsx';
import { DownloadsPage } from './pages/DownloadsPage.tsx';
import { ExceptionsPage } from './pages/ExceptionsPage.tsx';
import { FailuresPage } from './pages/FailuresPage.tsx';
import { LogsPage } from './pages/LogsPage.tsx';
import { RatiosPage } from './pages/RatiosPage.tsx';
import { StatisticsPage } from './pages/StatisticsPage.tsx';
import { WorkersPage } from './pages/WorkersPage.tsx';
import { RecipesPage } from './recipes/RecipesPage.tsx';

/** Draws statecharts: the layout engine that comes with it is loaded on its own tab alone. */
const MachinesPage = lazy(() => import('./machines/MachinesPage.tsx'));

function Machines() {
  return (
    <Suspense fallback={<Waiting />}>
      <MachinesPage basePath={paths.base} />
    </Suspense>
  );
}

function Waiting() {
  return (
    <Box sx={{ display: 'grid', placeItems: 'center', minHeight: 240 }}>
      <CircularProgress aria-label="Loading" />
    </Box>
  );
}

/** A tab whose page is told to screen readers by its title. */
function tab(key: string, title: string, Page: ComponentType): ITab {
  const component = (): React.JSX.Element => (
    <Box role="tabpanel" aria-label={title}>
      <Page />
    </Box>
  );
  return { key, title, component };
}

const { stats, charts, failures, exceptions, ratios, reports, logs, workers } = tabConfig;

/** The tabs, by the keys and names that Locust's users know, and ours. */
export const tabs: ITab[] = [
  ...(role === 'recipes' ? [tab('recipes', 'Recipes', RecipesPage)] : []),
  tab(stats.key, stats.title, StatisticsPage),
  tab(charts.key, charts.title, ChartsPage),
  tab(failures.key, failures.title, FailuresPage),
  tab(exceptions.key, exceptions.title, ExceptionsPage),
  tab(ratios.key, ratios.title, RatiosPage),
  tab(reports.key, reports.title, DownloadsPage),
  tab(logs.key, logs.title, LogsPage),
  { ...tab(workers.key, workers.title, WorkersPage), shouldDisplayTab: workers.shouldDisplayTab },
  tab('machines', 'Machines', Machines),
];
