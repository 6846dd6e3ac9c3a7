import { Box, Chip, MenuItem, TextField, Typography } from '@mui/material';
import type { Chart, LiveActor } from '../../../inspect/wire.ts';
import { leavesOf, shortName } from '../chart/words.ts';
import { clockText } from '../data/clockText.ts';
import { JsonTree } from './JsonTree.tsx';
import { Section } from './Section.tsx';

export interface ActorPanelProps {
  readonly chart: Chart;
  readonly actors: readonly LiveActor[];
  readonly chosen: LiveActor | undefined;
  readonly onChoose: (actor: string) => void;
}

/** An actor of a machine: where it is, how it came there, what it knows. */
export function ActorPanel({ chart, actors, chosen, onChoose }: ActorPanelProps) {
  if (chosen === undefined) {
    return (
      <Section title="Nothing runs">
        <Typography variant="body2" color="text.secondary">
          No {chart.title} is alive now. Start a load, and its states light up here.
        </Typography>
      </Section>
    );
  }
  return (
    <>
      {actors.length > 1 && (
        <TextField
          select
          label="Actor"
          value={chosen.actor}
          onChange={({ target }) => onChoose(target.value)}
        >
          {actors.map(({ actor, status }) => (
            <MenuItem key={actor} value={actor}>
              {actor} ({status})
            </MenuItem>
          ))}
        </TextField>
      )}
      <Section
        title={chosen.actor}
        aside={
          <Chip
            size="small"
            label={chosen.status}
            color={chosen.status === 'active' ? 'success' : 'default'}
            variant="outlined"
          />
        }
      >
        <Typography variant="body2" data-testid="active-states">
          {leavesOf(chosen.active).join(', ') || 'in no state'}
        </Typography>
      </Section>
      <Section title="Last transitions">
        <Trace trace={chosen.trace} />
      </Section>
      <Section title="Context">
        <JsonTree name="context" value={chosen.context} open />
      </Section>
    </>
  );
}

function Trace({ trace }: { readonly trace: LiveActor['trace'] }) {
  if (trace.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        None yet.
      </Typography>
    );
  }
  return (
    <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.75 }}>
      {trace.toReversed().map(({ at, event, to, from }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two transitions can be of one moment and one event
        <Box component="li" key={`${at} ${event} ${index}`} sx={{ fontSize: 13, minWidth: 0 }}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
            <Box component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
              {event || 'always'}
            </Box>
            <Box component="span" sx={{ color: 'text.secondary', fontSize: 12, whiteSpace: 'nowrap' }}>
              {clockText(at)}
            </Box>
          </Box>
          <Box sx={{ color: 'text.secondary', fontSize: 12 }}>{wayText(from, to)}</Box>
        </Box>
      ))}
    </Box>
  );
}

function wayText(from: readonly string[], to: readonly string[]): string {
  const names = (active: readonly string[]): string => leavesOf(active).map(shortName).join(', ');
  const [before, after] = [names(from), names(to)];
  return before === after ? `stays in ${after}` : `${before} → ${after}`;
}
