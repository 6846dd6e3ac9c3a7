import { Alert, Box, Button, TextField } from '@mui/material';
import { type FormEvent, useRef, useState } from 'react';
import { say, swarm } from '../data/actions.ts';
import { host } from '../data/host.ts';
import { live } from '../data/live.ts';
import { pageArgs, role } from '../data/page.ts';
import { useStore } from '../data/store.ts';
import { ClassPicker } from './ClassPicker.tsx';
import { firstValues, type SwarmValues, submitted } from './firstValues.ts';
import { namedField } from './namedField.ts';
import { OptionInputs } from './OptionInputs.tsx';
import { NO_SHAPE, swarmFields } from './swarmFields.ts';

const options = Object.keys(pageArgs.extra_options);
const flags = options.filter((field) => pageArgs.statestorm.options[field]?.kind === 'flag');
const FIELDS = ['user_count', 'spawn_rate', 'host', 'run_time', 'shape_class', 'user_classes', ...options];
const picks = pageArgs.show_userclass_picker && pageArgs.available_user_classes !== null;

/**
 * The form of a load, to start one or to edit the one that runs. What the server refuses is said here, at the
 * field that it names, and what was typed stays.
 */
export function SwarmForm({
  edits,
  onDone,
  onCancel,
}: {
  readonly edits: boolean;
  readonly onDone?: () => void;
  readonly onCancel?: () => void;
}) {
  const users = useStore(live, ({ point }) => point?.users ?? 0);
  const target = useStore(host, (value) => value);
  const [first] = useState<SwarmValues>(() => firstValues({ edits, users, args: pageArgs }));
  const [shape, setShape] = useState(NO_SHAPE);
  const [classes, setClasses] = useState<readonly string[]>(pageArgs.available_user_classes ?? []);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const shapeDecides = pageArgs.hide_common_options === true || shape !== NO_SHAPE;
  const named = namedField(problem, FIELDS);
  const about = (name: string) => ({
    name,
    error: named === name,
    ...(named === name && { helperText: problem }),
  });

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = new URLSearchParams(new FormData(form.current!) as unknown as Record<string, string>);
    setBusy(true);
    const outcome = await swarm(
      swarmFields(typed, { flags, classes: picks && !edits ? classes : undefined }, edits),
    );
    setBusy(false);
    if (!outcome.done) {
      setProblem(outcome.text);
      const field = namedField(outcome.text, FIELDS);
      form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(field ?? 'user_count')}"]`)?.focus();
      return;
    }
    submitted(typed, shapeDecides);
    const aimed = typed.get('host')?.trim();
    if (aimed) host.set(aimed);
    setProblem('');
    say(edits ? { done: true, text: 'The running test is edited.' } : outcome);
    onDone?.();
  };

  return (
    <Box
      component="form"
      ref={form}
      onSubmit={submit}
      noValidate
      autoComplete="off"
      sx={{ display: 'grid', gap: 2, pt: 1 }}
    >
      {picks && !edits && (
        <ClassPicker
          chosen={classes}
          onChange={setClasses}
          problem={named === 'user_classes' ? problem : ''}
        />
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' } }}>
        {picks && !edits && pageArgs.available_shape_classes.length > 1 && (
          <TextField
            select
            label="Shape"
            value={shape}
            onChange={({ target: { value } }) => setShape(value)}
            slotProps={{ select: { native: true } }}
            sx={{ gridColumn: '1 / -1' }}
            {...about('shape_class')}
          >
            {pageArgs.available_shape_classes.map((name) => (
              <option key={name} value={name}>
                {name === NO_SHAPE ? 'None: users and rate below' : name}
              </option>
            ))}
          </TextField>
        )}
        {shapeDecides ? (
          <Alert severity="info" sx={{ gridColumn: '1 / -1' }}>
            A shape decides how many users run, and how fast they come.
          </Alert>
        ) : (
          <>
            <TextField
              label="Number of users"
              defaultValue={first.users}
              required
              autoFocus={edits}
              slotProps={{ htmlInput: { inputMode: 'numeric' } }}
              {...about('user_count')}
            />
            <TextField
              label="Ramp up (users started/second)"
              defaultValue={first.spawnRate}
              required
              slotProps={{ htmlInput: { inputMode: 'decimal' } }}
              {...about('spawn_rate')}
            />
          </>
        )}
        <TextField
          label={pageArgs.override_host_warning ? 'Host (overrides that of the classes)' : 'Host'}
          placeholder="https://shop.example"
          defaultValue={target}
          required={pageArgs.is_host_required}
          slotProps={{ htmlInput: { inputMode: 'url', spellCheck: false }, inputLabel: { shrink: true } }}
          {...about('host')}
        />
        <TextField
          label="Run time"
          placeholder={edits ? 'as it is' : 'until stopped'}
          defaultValue={first.runTime}
          helperText="20, 20s, 3m, 2h, 1h20m, 3h30m10s"
          slotProps={{ inputLabel: { shrink: true } }}
          {...about('run_time')}
        />
      </Box>
      {options.length > 0 && <OptionInputs named={named} problem={problem} />}
      {problem !== '' && named === undefined && <Alert severity="error">{problem}</Alert>}
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <Button type="submit" variant="contained" size="large" disabled={busy} data-testid="swarm">
          {edits ? 'Update' : role === 'recipes' ? 'Start again' : 'Start'}
        </Button>
      </Box>
    </Box>
  );
}
