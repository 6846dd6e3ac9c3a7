import { Alert, Snackbar } from '@mui/material';
import { notice } from '../data/actions.ts';
import { useStore } from '../data/store.ts';

/** What came of the last action. Refusals stay until they are closed. */
export function Notice() {
  const said = useStore(notice, (value) => value);
  const close = (_: unknown, reason?: string): void => {
    if (reason !== 'clickaway') notice.set(null);
  };
  return (
    <Snackbar
      key={said?.id}
      open={said !== null}
      autoHideDuration={said?.done ? 5000 : null}
      onClose={close}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
    >
      <Alert
        severity={said?.done ? 'success' : 'error'}
        variant="filled"
        onClose={close}
        data-testid="notice"
      >
        {said?.text}
      </Alert>
    </Snackbar>
  );
}
