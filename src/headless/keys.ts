import { emitKeypressEvents } from 'node:readline';
import type { LoadTest } from '../engine/loadTest.ts';

/** What each key adds to the users. */
const CHANGES: Readonly<Record<string, number>> = { w: 1, W: 10, s: -1, S: -10 };

/**
 * Lets the terminal's keys change the running load: w and W start 1 and 10 users, s and S stop them. Nothing
 * happens where the input is no terminal, or a shape runs. Gives the function that ends it.
 */
export function listenToKeys(test: LoadTest, interrupt: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  const onKey = (char: string | undefined, key: { ctrl?: boolean; name?: string }): void => {
    // A raw terminal sends no signal: Ctrl-C comes as a key.
    if (key.ctrl && key.name === 'c') {
      interrupt();
      return;
    }
    const change = CHANGES[char ?? ''];
    const { request } = test;
    if (change === undefined || !request || request.shape || !test.active) return;
    test.start({
      users: Math.min(test.mostUsers, Math.max(0, request.users + change)),
      spawnRate: Math.max(request.spawnRate, Math.abs(change)),
      classes: request.classes.map(({ name }) => name),
    });
  };
  stdin.on('keypress', onKey);
  return () => {
    stdin.off('keypress', onKey);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
