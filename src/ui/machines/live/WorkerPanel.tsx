import { Typography } from '@mui/material';
import type { LiveState } from '../../../inspect/wire.ts';
import { wholeText } from '../../data/formats.ts';
import { ActorPanel, type ActorPanelProps } from './ActorPanel.tsx';
import { Section } from './Section.tsx';

export interface WorkerPanelProps extends ActorPanelProps {
  readonly workers: LiveState['workers'];
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** How many workers there are, and one of them. */
export function WorkerPanel({ workers, actors, ...props }: WorkerPanelProps) {
  const all = Object.values(workers).reduce((sum, count) => sum + count, 0);
  const named = actors.toSorted((a, b) => byNumber.compare(a.actor, b.actor));
  return (
    <>
      <Section
        title="Workers"
        aside={<Typography data-testid="machine-workers">{wholeText(all)}</Typography>}
      >
        {all === 0 && (
          <Typography variant="body2" color="text.secondary">
            Nobody has joined. Start a worker, and it is shown here.
          </Typography>
        )}
        {all > named.length && (
          <Typography variant="body2" color="text.secondary">
            The {named.length} whose state changed last can be chosen.
          </Typography>
        )}
      </Section>
      {all > 0 && <ActorPanel {...props} actors={named} />}
    </>
  );
}
