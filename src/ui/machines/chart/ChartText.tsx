import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { Chart } from '../../../inspect/wire.ts';
import type { Marks } from './marks.ts';
import { stateWords } from './words.ts';

/** A chart in words: its states and its transitions as tables. */
export function ChartText({ chart, marks }: { readonly chart: Chart; readonly marks: Marks }) {
  return (
    <Box
      sx={{
        p: 2,
        display: 'grid',
        gap: 3,
        overflow: 'auto',
        position: 'absolute',
        inset: 0,
        alignContent: 'start',
      }}
    >
      <Box>
        <Typography variant="h3">{chart.nodes.length} states</Typography>
        <Table size="small" aria-label={`States of ${chart.title}`}>
          <TableHead>
            <TableRow>
              {['State', 'What it is', 'Now'].map((title) => (
                <TableCell key={title}>{title}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {chart.nodes.map((node) => (
              <TableRow key={node.path}>
                <TableCell component="th" scope="row" sx={{ fontWeight: 600 }}>
                  {node.path || chart.id}
                </TableCell>
                <TableCell>{stateWords(node).replace(/^[^:]*: /, '')}</TableCell>
                <TableCell>{nowWords(node.path, marks)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
      <Box>
        <Typography variant="h3">{chart.edges.length} transitions</Typography>
        <Table size="small" aria-label={`Transitions of ${chart.title}`}>
          <TableHead>
            <TableRow>
              {['From', 'On', 'If', 'To', 'Does'].map((title) => (
                <TableCell key={title}>{title}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {chart.edges.map(({ id, source, label, guard, target, actions, reenter }) => (
              <TableRow key={id}>
                <TableCell component="th" scope="row">
                  {source || chart.id}
                </TableCell>
                <TableCell>{label}</TableCell>
                <TableCell>{guard}</TableCell>
                <TableCell>
                  {target === null ? 'stays' : `${target}${reenter ? ' (entered anew)' : ''}`}
                </TableCell>
                <TableCell>{actions.join(', ')}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  );
}

function nowWords(path: string, { active, badges }: Marks): string {
  const badge = badges.get(path);
  if (badge !== undefined) return badge.note ?? `${badge.users} users`;
  return active.has(path) ? 'active' : '';
}
