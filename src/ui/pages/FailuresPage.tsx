import type { ErrorRow } from '../../metrics/outputs/wire.ts';
import { resets } from '../data/actions.ts';
import { wholeText } from '../data/formats.ts';
import type { Report } from '../data/report.ts';
import { useStore } from '../data/store.ts';
import { useAsked } from '../data/useAsked.ts';
import { Empty } from '../frame/Empty.tsx';
import { type Column, DataTable } from '../tables/DataTable.tsx';

const clock = (seconds: number): string => new Date(seconds * 1000).toLocaleTimeString();

const COLUMNS: readonly Column<ErrorRow>[] = [
  {
    key: 'occurrences',
    title: '# Failures',
    value: (row) => row.occurrences,
    show: (row) => wholeText(row.occurrences),
    number: true,
  },
  { key: 'method', title: 'Method', value: (row) => row.method },
  { key: 'name', title: 'Name', value: (row) => row.name },
  { key: 'error', title: 'Message', value: (row) => row.error, wide: true },
  { key: 'first', title: 'First seen', value: (row) => row.first_seen, show: (row) => clock(row.first_seen) },
  { key: 'last', title: 'Last seen', value: (row) => row.last_seen, show: (row) => clock(row.last_seen) },
];

/** Failures that read alike, by entry. */
export function FailuresPage() {
  const version = useStore(resets, (count) => count);
  const { data } = useAsked<Report>('/stats/requests', { version });
  if (data === undefined) return null;
  if (data.errors.length === 0)
    return <Empty title="No request has failed">Failures are listed by what they say.</Empty>;
  return (
    <DataTable
      label="Failures"
      columns={COLUMNS}
      rows={data.errors}
      keyOf={({ method, name, error }) => `${method}\t${name}\t${error}`}
    />
  );
}
