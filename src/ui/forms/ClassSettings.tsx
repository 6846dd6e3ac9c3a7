import {
  Alert,
  Box,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  TextField,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import type { UserSettings } from '../../server/locust/wire.ts';
import { configure } from '../data/actions.ts';

/** The settings of one class of users: host, weight, fixed count, tasks. */
export function ClassSettings({
  name,
  settings,
  tasks,
  onSaved,
  onClose,
}: {
  readonly name: string;
  readonly settings: UserSettings;
  readonly tasks: readonly string[];
  readonly onSaved: (settings: UserSettings) => void;
  readonly onClose: () => void;
}) {
  const [host, setHost] = useState(settings.host ?? '');
  const [weight, setWeight] = useState(String(settings.weight));
  const [fixedCount, setFixedCount] = useState(String(settings.fixed_count));
  const [chosen, setChosen] = useState<readonly string[]>(settings.tasks);
  const [problem, setProblem] = useState('');
  const save = async (): Promise<void> => {
    const changed = { weight: Number(weight), fixed_count: Number(fixedCount), tasks: [...chosen] };
    const { done, text } = await configure({
      user_class_name: name,
      ...changed,
      ...(host.trim() !== '' && { host: host.trim() }),
    });
    if (!done) return setProblem(text);
    onSaved({ ...changed, host: host.trim() === '' ? null : host.trim() });
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="class-title">
      <DialogTitle id="class-title">Settings of {name}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, pt: '8px !important' }}>
        <TextField label="Host" value={host} onChange={({ target }) => setHost(target.value)} />
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: '1fr 1fr' }}>
          <TextField
            label="Weight"
            value={weight}
            onChange={({ target }) => setWeight(target.value)}
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
          />
          <TextField
            label="Fixed count"
            value={fixedCount}
            onChange={({ target }) => setFixedCount(target.value)}
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
          />
        </Box>
        <Box component="fieldset" sx={{ m: 0, p: 1.5, border: 1, borderColor: 'divider', borderRadius: 1 }}>
          <Typography component="legend" variant="body2" color="text.secondary" sx={{ px: 0.75 }}>
            Tasks
          </Typography>
          {tasks.map((task) => (
            <FormControlLabel
              key={task}
              control={
                <Checkbox
                  size="small"
                  checked={chosen.includes(task)}
                  onChange={({ target }) =>
                    setChosen(target.checked ? [...chosen, task] : chosen.filter((each) => each !== task))
                  }
                />
              }
              label={task}
            />
          ))}
        </Box>
        {problem !== '' && <Alert severity="error">{problem}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="contained" onClick={save}>
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}
