import { useMediaQuery } from '@mui/material';
import { Store, useStore } from '../data/store.ts';

type Choice = 'light' | 'dark' | null;

const KEY = 'statestorm.theme';

/** What the person chose; null follows the system. */
const choice = new Store<Choice>(stored());

/** The colours to show now, by choice or as the system has them. */
export function useColourMode(): 'light' | 'dark' {
  const chosen = useStore(choice, (value) => value);
  const system = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true }) ? 'dark' : 'light';
  return chosen ?? system;
}

/** Keeps a choice for the next visit, too. */
export function chooseColours(mode: 'light' | 'dark'): void {
  choice.set(mode);
  try {
    localStorage.setItem(KEY, mode);
  } catch {
    // A browser that keeps nothing asks the system again next time.
  }
}

function stored(): Choice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
}
