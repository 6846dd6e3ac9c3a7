import { Alert, Box, Button, Paper, TextField, Typography } from '@mui/material';
import { type FormEvent, useRef, useState } from 'react';
import { say, spawn } from '../data/actions.ts';
import { paths } from '../data/ask.ts';
import { live, stateNow } from '../data/live.ts';
import { canLogOut, pageArgs } from '../data/page.ts';
import { isActive } from '../data/report.ts';
import { useStore } from '../data/store.ts';
import { CurlLine } from '../forms/CurlLine.tsx';
import { curlLine } from '../forms/curlLine.ts';
import { namedField } from '../forms/namedField.ts';
import { OptionInputs } from '../forms/OptionInputs.tsx';
import { spawnFields } from '../forms/spawnFields.ts';

const options = Object.keys(pageArgs.extra_options);
const flags = options.filter((field) => pageArgs.statestorm.options[field]?.kind === 'flag');
const FIELDS = ['user_count', 'spawn_rate', 'stop_after', ...options];

/** A user that can be spawned. */
export interface RecipeUser {
  readonly identifier: string;
  readonly description: string;
}

/** The form of POST /api/spawn. The API's own sentence stands at the field that it refuses. */
export function SpawnForm({
  users,
  chosen,
  onChoose,
}: {
  readonly users: readonly RecipeUser[];
  readonly chosen: string;
  readonly onChoose: (identifier: string) => void;
}) {
  const active = useStore(live, (moment) => isActive(moment.point?.state ?? stateNow()));
  const [values, setValues] = useState({ user_count: '10', spawn_rate: '5', stop_after: '' });
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const named = namedField(problem, FIELDS);
  const url = `${location.origin}${paths.root}/api/spawn/${encodeURIComponent(chosen)}`;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = new URLSearchParams(new FormData(form.current!) as unknown as Record<string, string>);
    typed.delete('identifier');
    setBusy(true);
    const outcome = await spawn(chosen, spawnFields(typed, flags));
    setBusy(false);
    setProblem(outcome.done ? '' : outcome.text);
    if (outcome.done) return say(outcome);
    const field = namedField(outcome.text, FIELDS);
    form.current?.querySelector<HTMLElement>(`[name="${field ?? 'user_count'}"]`)?.focus();
  };
  const input = (name: keyof typeof values, label: string, note: string) => (
    <TextField
      name={name}
      label={label}
      value={values[name]}
      onChange={({ target }) => setValues({ ...values, [name]: target.value })}
      error={named === name}
      helperText={named === name ? problem : note}
      required={name !== 'stop_after'}
      placeholder={name === 'stop_after' ? 'never' : ''}
      slotProps={{ htmlInput: { inputMode: 'numeric' }, inputLabel: { shrink: true } }}
    />
  );

  return (
    <Paper
      component="form"
      ref={form}
      variant="outlined"
      onSubmit={submit}
      noValidate
      autoComplete="off"
      aria-labelledby="spawn-title"
      sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 2 }}
    >
      <Typography variant="h2" id="spawn-title">
        Spawn users
      </Typography>
      <TextField
        select
        name="identifier"
        label="User"
        value={chosen}
        onChange={({ target }) => onChoose(target.value)}
        slotProps={{ select: { native: true } }}
        helperText={users.find(({ identifier }) => identifier === chosen)?.description}
      >
        {users.map(({ identifier }) => (
          <option key={identifier} value={identifier}>
            {identifier}
          </option>
        ))}
      </TextField>
      <Box
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: 'repeat(3, 1fr)' }, alignItems: 'start' }}
      >
        {input('user_count', 'Users', 'In all')}
        {input('spawn_rate', 'Spawn rate', 'Users started per second')}
        {input('stop_after', 'Stop after (s)', 'Counts from the start')}
      </Box>
      {options.length > 0 && <OptionInputs named={named} problem={problem} />}
      {problem !== '' && named === undefined && <Alert severity="error">{problem}</Alert>}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" size="large" disabled={busy} data-testid="spawn">
          {active ? 'Replace the load' : 'Spawn'}
        </Button>
        {active && (
          <Typography variant="body2" color="text.secondary">
            What runs now stops first; its numbers go with it.
          </Typography>
        )}
      </Box>
      <CurlLine
        label="Spawn by curl"
        line={curlLine(url, { method: 'POST', fields: values, isGuarded: canLogOut })}
      />
    </Paper>
  );
}
