import { Box, Checkbox, FormControlLabel, FormHelperText, TextField, Typography } from '@mui/material';
import type { ExtraOption, OptionInput } from '../../server/locust/wire.ts';
import { pageArgs } from '../data/page.ts';

/** Inputs for the options that load files declare. A secret one is never shown; left empty it stays. */
export function OptionInputs({
  named,
  problem,
}: {
  readonly named: string | undefined;
  readonly problem: string;
}) {
  return (
    <Box component="fieldset" sx={{ m: 0, p: 2, border: 1, borderColor: 'divider', borderRadius: 1 }}>
      <Typography component="legend" variant="body2" color="text.secondary" sx={{ px: 0.75 }}>
        Options of the load file
      </Typography>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' }, alignItems: 'start' }}>
        {Object.entries(pageArgs.extra_options).map(([field, option]) => (
          <Input
            key={field}
            field={field}
            option={option}
            input={pageArgs.statestorm.options[field] ?? { label: field, kind: 'text', is_given: false }}
            problem={named === field ? problem : ''}
          />
        ))}
      </Box>
    </Box>
  );
}

function Input({
  field,
  option: { default_value: value, help_text, choices, is_secret, is_required },
  input: { label, kind, is_given },
  problem,
}: {
  readonly field: string;
  readonly option: ExtraOption;
  readonly input: OptionInput;
  readonly problem: string;
}) {
  if (kind === 'flag') {
    return (
      <Box>
        <FormControlLabel
          control={<Checkbox name={field} value="true" defaultChecked={value === true} />}
          label={label}
        />
        <FormHelperText error={problem !== ''}>{problem || help_text}</FormHelperText>
      </Box>
    );
  }
  const common = {
    name: field,
    label,
    required: is_required,
    error: problem !== '',
    helperText: problem || help_text,
  };
  if (choices !== null) {
    return (
      <TextField
        {...common}
        select
        defaultValue={String(value ?? '')}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        {choices.map((each) => (
          <option key={each} value={each}>
            {each === '' ? '(none)' : each}
          </option>
        ))}
      </TextField>
    );
  }
  if (is_secret) {
    return (
      <TextField
        {...common}
        type="password"
        placeholder={is_given ? 'given; leave empty to keep it' : ''}
        slotProps={{ htmlInput: { autoComplete: 'new-password' }, inputLabel: { shrink: true } }}
      />
    );
  }
  const inputMode = kind === 'integer' ? 'numeric' : kind === 'number' ? 'decimal' : 'text';
  return (
    <TextField {...common} defaultValue={String(value ?? '')} slotProps={{ htmlInput: { inputMode } }} />
  );
}
