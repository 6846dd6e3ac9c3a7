import { bytesText, shareText, wholeText } from '../data/formats.ts';
import type { Report, WorkerRow } from '../data/report.ts';
import { useAsked } from '../data/useAsked.ts';
import { Empty } from '../frame/Empty.tsx';
import { type Column, DataTable } from '../tables/DataTable.tsx';

const COLUMNS: readonly Column<WorkerRow>[] = [
  { key: 'id', title: 'Worker', value: (row) => row.id },
  { key: 'state', title: 'State', value: (row) => row.state },
  {
    key: 'users',
    title: '# users',
    value: (row) => row.user_count,
    show: (row) => wholeText(row.user_count),
    number: true,
  },
  {
    key: 'cpu',
    title: 'CPU usage',
    value: (row) => row.cpu_usage,
    show: (row) => shareText(row.cpu_usage / 100),
    number: true,
  },
  {
    key: 'memory',
    title: 'Memory usage',
    value: (row) => row.memory_usage,
    show: (row) => bytesText(row.memory_usage),
    number: true,
  },
];

/** The processes that share the load. */
export function WorkersPage() {
  const { data } = useAsked<Report>('/stats/requests', { always: true });
  const rows = data?.workers ?? [];
  if (rows.length === 0)
    return <Empty title="No worker has come">They are listed once they are connected.</Empty>;
  return <DataTable label="Workers" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />;
}
