import { Alert, Paper, Typography } from '@mui/material';
import type { StatsRow } from '../../metrics/outputs/wire.ts';
import { resets } from '../data/actions.ts';
import { bytesText, rateText, wholeText } from '../data/formats.ts';
import { live, stateNow } from '../data/live.ts';
import { pageArgs, role } from '../data/page.ts';
import type { Report } from '../data/report.ts';
import { useStore } from '../data/store.ts';
import { useAsked } from '../data/useAsked.ts';
import { SwarmForm } from '../forms/SwarmForm.tsx';
import { Empty } from '../frame/Empty.tsx';
import { type Column, DataTable } from '../tables/DataTable.tsx';

function numbers(
  key: string,
  title: string,
  value: (row: StatsRow) => number,
  show = wholeText,
): Column<StatsRow> {
  return { key, title, value, show: (row) => show(value(row)), number: true };
}

const COLUMNS: readonly Column<StatsRow>[] = [
  { key: 'method', title: 'Type', value: (row) => row.method },
  { key: 'name', title: 'Name', value: (row) => row.name },
  numbers('num_requests', '#\u00a0Requests', (row) => row.num_requests),
  {
    ...numbers('num_failures', '#\u00a0Fails', (row) => row.num_failures),
    show: ({ num_failures }) =>
      num_failures === 0 ? (
        '0'
      ) : (
        <Typography component="span" variant="inherit" color="error" sx={{ fontWeight: 650 }}>
          {wholeText(num_failures)}
        </Typography>
      ),
  },
  numbers('median', 'Median (ms)', (row) => row.median_response_time),
  ...pageArgs.percentiles_to_statistics.map((share) =>
    numbers(
      `p${share}`,
      `${Number((share * 100).toPrecision(12))}%ile (ms)`,
      (row) => row[`response_time_percentile_${share}`] ?? 0,
    ),
  ),
  numbers('avg', 'Average (ms)', (row) => row.avg_response_time, rateText),
  numbers('min', 'Min (ms)', (row) => row.min_response_time),
  numbers('max', 'Max (ms)', (row) => row.max_response_time),
  numbers('size', 'Average size', (row) => row.avg_content_length, bytesText),
  numbers('rps', 'Current RPS', (row) => row.current_rps, rateText),
  numbers('fails', 'Current Failures/s', (row) => row.current_fail_per_sec, rateText),
];

/** Shown where a pacing starts requests. */
const FROM_INTENDED = (['p50', 'p95', 'p99'] as const).map((key, index) =>
  numbers(
    `intended_${key}`,
    `${['Median', '95%ile', '99%ile'][index]} from intended start (ms)`,
    ({ from_intended_start_us: times }) => (times ? times[key] / 1000 : 0),
    wholeText,
  ),
);

const PACED_COLUMNS = [...COLUMNS, ...FROM_INTENDED];

/** The table of all entries; before the first start of port 80, the form that makes it. */
export function StatisticsPage() {
  const state = useStore(live, stateNow);
  const version = useStore(resets, (count) => count);
  if (state === 'ready' && role === 'web') return <Start />;
  return <Rows version={version} />;
}

function Start() {
  return (
    <Paper variant="outlined" sx={{ maxWidth: 860, mx: 'auto', mt: 1, p: { xs: 2, sm: 3 } }}>
      <Typography variant="h2">Start new load test</Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 2.5 }}>
        {pageArgs.locustfile ? `Load: ${pageArgs.locustfile}` : 'Load: as shipped'}
      </Typography>
      <SwarmForm edits={false} />
    </Paper>
  );
}

function Rows({ version }: { readonly version: number }) {
  const { data, problem } = useAsked<Report>('/stats/requests', { version });
  if (problem !== '' && data === undefined) return <Alert severity="error">{problem}</Alert>;
  if (data === undefined) return null;
  const { stats } = data;
  if (stats.length === 1 && stats[0]?.num_requests === 0) {
    return <Empty title="No request has ended yet">Rows come with the first answers of the target.</Empty>;
  }
  return (
    <DataTable
      label="Statistics"
      columns={stats.at(-1)?.from_intended_start_us ? PACED_COLUMNS : COLUMNS}
      rows={stats.slice(0, -1)}
      total={stats.at(-1)}
      keyOf={({ method, name }) => `${method}\t${name}`}
    />
  );
}
