import {
  Alert,
  Autocomplete,
  Box,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  useTheme,
} from '@mui/material';
import { useState } from 'react';
import type { ChartPoint, EntryKey } from '../../server/stream/wire.ts';
import { HeatMap } from '../charts/HeatMap.tsx';
import { type Line, LineChart } from '../charts/LineChart.tsx';
import { PhaseBars } from '../charts/PhaseBars.tsx';
import { type Drawn, useCharts } from '../charts/useCharts.ts';
import { entryText, rateText, timeText, wholeText } from '../data/formats.ts';
import { AGGREGATED } from '../data/series.ts';
import { Store, useStore } from '../data/store.ts';
import { Empty } from '../frame/Empty.tsx';
import { LINES } from '../frame/palette.ts';

/** The entries drawn; they stay chosen while other tabs are shown. */
const chosen = new Store<readonly EntryKey[]>([AGGREGATED]);
/** As many as there are colours. */
const MOST = 6;

type Percentile = 'p50' | 'p95' | 'p99';
const PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** Charts of one entry, or of several beside each other, over the whole run. */
export function ChartsPage() {
  const keys = useStore(chosen, (value) => value);
  const drawn = useCharts(keys);
  const [percentile, setPercentile] = useState<Percentile>('p95');
  if (drawn.problem !== '') return <Alert severity="error">{drawn.problem}</Alert>;
  if (drawn.isLoading) return null;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <EntryPicker drawn={drawn} keys={keys} />
        {keys.length > 1 && (
          <ToggleButtonGroup
            exclusive
            size="small"
            value={percentile}
            onChange={(_, value: Percentile | null) => value && setPercentile(value)}
            aria-label="Percentile to compare"
          >
            {PERCENTILES.map((each) => (
              <ToggleButton key={each} value={each}>
                {each}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
      </Box>
      <Charts drawn={drawn} keys={keys} percentile={percentile} />
      <PhaseBars
        entries={keys.length > 1 ? drawn.entries.filter(({ key }) => keys.includes(key)) : drawn.entries}
      />
    </Box>
  );
}

function EntryPicker({ drawn, keys }: { readonly drawn: Drawn; readonly keys: readonly EntryKey[] }) {
  const options = [AGGREGATED, ...drawn.entries.map(({ key }) => key).filter((key) => key !== AGGREGATED)];
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      size="small"
      options={options}
      value={[...keys]}
      getOptionLabel={entryText}
      getOptionDisabled={(key) => keys.length >= MOST && !keys.includes(key)}
      onChange={(_, value) => chosen.set(value.length === 0 ? [AGGREGATED] : value)}
      renderInput={(params) => <TextField {...params} label={`Endpoints, up to ${MOST}`} />}
      sx={{ flex: '1 1 320px', maxWidth: 720 }}
    />
  );
}

function Charts({
  drawn,
  keys,
  percentile,
}: {
  readonly drawn: Drawn;
  readonly keys: readonly EntryKey[];
  readonly percentile: Percentile;
}) {
  const colours = LINES[useTheme().palette.mode];
  const all = keys.map((key) => drawn.pointsOf(key));
  const users = all.reduce((most, points) => (points.length > most.length ? points : most), []);
  const [first] = users;
  const last = users.at(-1);
  if (!first || !last)
    return <Empty title="Nothing to draw yet">Charts begin with the first second of a run.</Empty>;
  const span = { from: first.time - first.span, to: last.time };
  const line = (
    name: string,
    at: number,
    points: readonly ChartPoint[],
    of: (point: ChartPoint) => number | null,
  ): Line => ({
    name,
    colour: colours[at % colours.length]!,
    spots: points.map((point) => ({ time: point.time, value: of(point) })),
  });
  const perEntry = (of: (point: ChartPoint) => number | null): Line[] =>
    keys.map((key, at) => line(entryText(key), at, all[at]!, of));
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
      }}
    >
      <LineChart title="Requests per second" {...span} text={rateText} lines={perEntry(({ rps }) => rps)} />
      <LineChart
        title={keys.length > 1 ? `Response times, ${percentile}` : 'Response times'}
        {...span}
        text={timeText}
        lines={
          keys.length > 1
            ? perEntry((point) => point[percentile])
            : PERCENTILES.map((each, at) => line(each, at, all[0]!, (point) => point[each]))
        }
      />
      <LineChart
        title="Failures per second"
        {...span}
        text={rateText}
        lines={perEntry(({ failuresPerSecond }) => failuresPerSecond)}
      />
      <LineChart
        title="Users"
        {...span}
        text={wholeText}
        lines={[line('Users', 4, users, (point) => point.users)]}
      />
      {keys.map((key, at) => (
        <Box key={key} sx={{ gridColumn: keys.length === 1 ? '1 / -1' : 'auto', minWidth: 0 }}>
          <HeatMap
            title={keys.length > 1 ? `Spread of ${entryText(key)}` : 'Spread of response times'}
            from={span.from}
            to={Math.min(span.to, drawn.heatUntil)}
            points={all[at]!}
            bounds={drawn.bounds}
          />
        </Box>
      ))}
    </Box>
  );
}
