import Edit from '@mui/icons-material/EditOutlined';
import PlayArrow from '@mui/icons-material/PlayArrowRounded';
import RestartAlt from '@mui/icons-material/RestartAltRounded';
import Stop from '@mui/icons-material/StopRounded';
import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useState } from 'react';
import { reset, stop } from '../data/actions.ts';
import { live, stateNow } from '../data/live.ts';
import { role } from '../data/page.ts';
import { isActive } from '../data/report.ts';
import { useStore } from '../data/store.ts';
import { SwarmForm } from '../forms/SwarmForm.tsx';
import { showTab } from '../locust.ts';

/** Start, edit, stop, reset: what can be done in this state. */
export function Actions() {
  const state = useStore(live, stateNow);
  const [form, setForm] = useState(false);
  const [stopping, setStopping] = useState(false);
  if (state === 'ready') return null;
  const active = isActive(state);
  const end = async (): Promise<void> => {
    setStopping(true);
    await stop();
    setStopping(false);
  };
  const open = (): void => (role === 'recipes' && !active ? showTab('recipes') : setForm(true));
  return (
    <>
      {state !== 'stopping' && (
        <Button
          variant={active ? 'outlined' : 'contained'}
          startIcon={active ? <Edit /> : <PlayArrow />}
          onClick={open}
        >
          {active ? 'Edit' : 'New test'}
        </Button>
      )}
      {active && (
        <Button
          variant="contained"
          color="error"
          startIcon={<Stop />}
          onClick={end}
          disabled={stopping || state === 'stopping'}
        >
          {stopping || state === 'stopping' ? 'Stopping…' : 'Stop'}
        </Button>
      )}
      <Button
        color="inherit"
        startIcon={<RestartAlt />}
        onClick={reset}
        title="Zeroes the numbers, keeps the rows"
      >
        Reset
      </Button>
      <Dialog
        open={form}
        onClose={() => setForm(false)}
        maxWidth="md"
        fullWidth
        aria-labelledby="swarm-title"
      >
        <DialogTitle id="swarm-title">{active ? 'Edit the running test' : 'Start new load test'}</DialogTitle>
        <DialogContent>
          <SwarmForm edits={active} onDone={() => setForm(false)} onCancel={() => setForm(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}
