import { StatestormError } from '../domain/errors.ts';
import { customWait, type WaitTime } from '../domain/pacing.ts';
import type { WaitInputOption } from './user.ts';

/** The wait time that an option gives. @throws StatestormError `user.invalid` naming its owner. */
export function toWaitTime(owner: string, wait: WaitInputOption): WaitTime {
  if (typeof wait === 'function') return customWait(wait);
  if (typeof wait === 'object' && wait !== null && typeof wait.next === 'function') return wait;
  throw new StatestormError(
    'user.invalid',
    `${owner}: waitTime must be constant(), between(), constantPacing(), constantThroughput() or a function`,
    { hint: 'Correct "waitTime" in the load file.' },
  );
}
