import {
  Paper,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableFooter,
  TableHead,
  TableRow,
  TableSortLabel,
} from '@mui/material';
import { type ReactNode, useMemo, useState } from 'react';
import { type Order, sorted, turned } from './sorting.ts';

/** A column: what it is called, what it sorts by, how it is shown. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly value: (row: Row) => number | string;
  /** Shown in place of the value. */
  readonly show?: (row: Row) => ReactNode;
  readonly number?: boolean;
  readonly wide?: boolean;
}

/** A table that sorts by a click or a key on a column's head; wide ones scroll in themselves. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  total,
  keyOf,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Stands below all others, however they are sorted. */
  readonly total?: Row | undefined;
  readonly keyOf: (row: Row) => string;
}) {
  const [order, setOrder] = useState<Order | null>(null);
  const shown = useMemo(() => {
    const column = columns.find(({ key }) => key === order?.by);
    return column && order ? sorted(rows, column.value, order.descending) : rows;
  }, [rows, columns, order]);
  return (
    <TableContainer
      component={Paper}
      variant="outlined"
      tabIndex={0}
      role="region"
      aria-label={`${label}, scrolls sideways`}
      sx={{ maxHeight: { md: 'max(360px, calc(100vh - 340px))' } }}
    >
      <Table size="small" stickyHeader aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(({ key, title, number = false }) => {
              const direction = order?.by === key ? (order.descending ? 'desc' : 'asc') : undefined;
              return (
                <TableCell
                  key={key}
                  align={number ? 'right' : 'left'}
                  sortDirection={direction ?? false}
                  sx={{ bgcolor: 'background.paper', ...(key === 'name' && STICKY) }}
                >
                  <TableSortLabel
                    active={direction !== undefined}
                    direction={direction ?? (number ? 'desc' : 'asc')}
                    onClick={() => setOrder(turned(order, key, number))}
                    hideSortIcon
                  >
                    {title}
                  </TableSortLabel>
                </TableCell>
              );
            })}
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.map((row) => (
            <TableRow key={keyOf(row)} hover>
              {columns.map((column) => cell(column, row))}
            </TableRow>
          ))}
        </TableBody>
        {total !== undefined && (
          <TableFooter>
            <TableRow>{columns.map((column) => cell(column, total, true))}</TableRow>
          </TableFooter>
        )}
      </Table>
    </TableContainer>
  );
}

const STICKY = { position: { xs: 'sticky', md: 'static' }, left: 0, zIndex: 3 } as const;

function cell<Row>({ key, value, show, number, wide }: Column<Row>, row: Row, isTotal = false) {
  return (
    <TableCell
      key={key}
      align={number ? 'right' : 'left'}
      sx={{
        whiteSpace: wide ? 'normal' : 'nowrap',
        overflowWrap: 'anywhere',
        ...(wide && { minWidth: 260 }),
        ...(key === 'name' && {
          ...STICKY,
          zIndex: 1,
          bgcolor: 'background.paper',
          maxWidth: { xs: 150, md: 'none' },
          overflow: 'hidden',
          textOverflow: 'ellipsis',
        }),
        ...(isTotal && {
          position: 'sticky',
          bottom: 0,
          zIndex: key === 'name' ? 3 : 2,
          bgcolor: 'background.paper',
          borderTop: 1,
          borderColor: 'divider',
          color: 'text.primary',
          fontWeight: 700,
        }),
      }}
    >
      {show ? show(row) : value(row)}
    </TableCell>
  );
}
