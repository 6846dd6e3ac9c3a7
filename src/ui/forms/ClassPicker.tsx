import Settings from '@mui/icons-material/SettingsOutlined';
import { Box, Checkbox, FormControlLabel, FormHelperText, IconButton, Typography } from '@mui/material';
import { useState } from 'react';
import type { UserSettings } from '../../server/locust/wire.ts';
import { pageArgs } from '../data/page.ts';
import { ClassSettings } from './ClassSettings.tsx';

/** Which classes of users run, and a way to the settings of each. */
export function ClassPicker({
  chosen,
  onChange,
  problem,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
  readonly problem: string;
}) {
  const names = pageArgs.available_user_classes ?? [];
  const [settings, setSettings] = useState<Readonly<Record<string, UserSettings>>>(pageArgs.users ?? {});
  const [edited, setEdited] = useState<string | null>(null);
  const turn = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <Box component="fieldset" sx={{ m: 0, p: 2, pt: 1, border: 1, borderColor: 'divider', borderRadius: 1 }}>
      <Typography component="legend" variant="body2" color="text.secondary" sx={{ px: 0.75 }}>
        User classes
      </Typography>
      <FormControlLabel
        control={
          <Checkbox
            checked={chosen.length === names.length}
            indeterminate={chosen.length > 0 && chosen.length < names.length}
            onChange={({ target }) => onChange(target.checked ? names : [])}
          />
        }
        label="All classes"
      />
      <Box sx={{ maxHeight: 260, overflow: 'auto' }}>
        {names.map((name) => (
          <Box
            key={name}
            sx={{ display: 'flex', alignItems: 'center', borderTop: 1, borderColor: 'divider' }}
          >
            <FormControlLabel
              sx={{ flex: 1, minWidth: 0 }}
              control={<Checkbox checked={chosen.includes(name)} onChange={() => turn(name)} />}
              label={name}
            />
            <Typography variant="body2" color="text.secondary" noWrap sx={{ maxWidth: '40%' }}>
              {settings[name]?.host ?? ''} weight {settings[name]?.weight}
            </Typography>
            <IconButton aria-label={`Settings of ${name}`} onClick={() => setEdited(name)}>
              <Settings fontSize="small" />
            </IconButton>
          </Box>
        ))}
      </Box>
      <FormHelperText error>
        {problem || (chosen.length === 0 ? 'With none chosen all of them run.' : '')}
      </FormHelperText>
      {edited !== null && settings[edited] && (
        <ClassSettings
          name={edited}
          settings={settings[edited]}
          tasks={pageArgs.available_user_tasks?.[edited] ?? []}
          onSaved={(saved) => setSettings({ ...settings, [edited]: saved })}
          onClose={() => setEdited(null)}
        />
      )}
    </Box>
  );
}
