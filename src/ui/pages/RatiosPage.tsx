import { Box, Paper, Typography } from '@mui/material';
import { shareText } from '../data/formats.ts';
import { useAsked } from '../data/useAsked.ts';
import { Empty } from '../frame/Empty.tsx';

interface Ratio {
  readonly ratio: number;
  readonly tasks?: Ratios;
}

type Ratios = Readonly<Record<string, Ratio>>;

/** Which users run, and what each of their tasks makes of the load. */
export function RatiosPage() {
  const { data } = useAsked<{ per_class: Ratios; total: Ratios }>('/tasks', { every: 3 });
  if (data === undefined) return null;
  if (Object.keys(data.total).length === 0)
    return <Empty title="No users yet">Spawn some to see their tasks.</Empty>;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { md: '1fr 1fr' }, alignItems: 'start' }}>
      <Tree title="Ratio per class" note="Tasks as shares of their own class" ratios={data.per_class} />
      <Tree title="Total ratio" note="Tasks as shares of the whole load" ratios={data.total} />
    </Box>
  );
}

function Tree({
  title,
  note,
  ratios,
}: {
  readonly title: string;
  readonly note: string;
  readonly ratios: Ratios;
}) {
  return (
    <Paper variant="outlined" sx={{ p: 2 }}>
      <Typography variant="h2">{title}</Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        {note}
      </Typography>
      <Level ratios={ratios} depth={0} />
    </Paper>
  );
}

function Level({ ratios, depth }: { readonly ratios: Ratios; readonly depth: number }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {Object.entries(ratios).map(([name, { ratio, tasks }]) => (
        <li key={name}>
          <Box
            sx={{
              display: 'grid',
              gridTemplateColumns: '1fr 96px 56px',
              gap: 1.5,
              alignItems: 'center',
              py: 0.5,
            }}
          >
            <Typography
              variant="body2"
              noWrap
              sx={{ pl: depth * 2.5, fontWeight: depth === 0 ? 650 : 400 }}
              title={name}
            >
              {name}
            </Typography>
            <Box sx={{ height: 6, borderRadius: 3, bgcolor: 'divider', overflow: 'hidden' }}>
              <Box sx={{ height: 1, bgcolor: 'primary.main' }} style={{ width: `${ratio * 100}%` }} />
            </Box>
            <Typography variant="body2" sx={{ textAlign: 'right' }}>
              {shareText(ratio)}
            </Typography>
          </Box>
          {tasks && <Level ratios={tasks} depth={depth + 1} />}
        </li>
      ))}
    </Box>
  );
}
