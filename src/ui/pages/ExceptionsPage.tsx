import { Box } from '@mui/material';
import type { ExceptionRow } from '../../metrics/outputs/wire.ts';
import { resets } from '../data/actions.ts';
import { useStore } from '../data/store.ts';
import { useAsked } from '../data/useAsked.ts';
import { Empty } from '../frame/Empty.tsx';
import { type Column, DataTable } from '../tables/DataTable.tsx';

const COLUMNS: readonly Column<ExceptionRow>[] = [
  { key: 'count', title: '# occurrences', value: (row) => row.count, number: true },
  { key: 'msg', title: 'Message', value: (row) => row.msg, wide: true },
  {
    key: 'traceback',
    title: 'Traceback',
    value: (row) => row.traceback,
    wide: true,
    show: (row) => (
      <Box component="pre" sx={{ m: 0, fontSize: '0.75rem', whiteSpace: 'pre-wrap' }}>
        {row.traceback}
      </Box>
    ),
  },
  { key: 'nodes', title: 'Processes', value: (row) => row.nodes },
];

/** What the code of users threw. */
export function ExceptionsPage() {
  const version = useStore(resets, (count) => count);
  const { data } = useAsked<{ exceptions: ExceptionRow[] }>('/exceptions', { every: 3, version });
  if (data === undefined) return null;
  if (data.exceptions.length === 0) {
    return (
      <Empty title="No user has thrown">
        Errors in the code of a load file are listed here, with their stack.
      </Empty>
    );
  }
  return (
    <DataTable
      label="Exceptions"
      columns={COLUMNS}
      rows={data.exceptions}
      keyOf={({ msg, traceback }) => `${msg}\n${traceback}`}
    />
  );
}
