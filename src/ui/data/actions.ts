import { act, type Outcome, paths } from './ask.ts';
import { Store } from './store.ts';

/** The last word of an action, for everyone to see; null once it was read. */
export const notice = new Store<(Outcome & { readonly id: number }) | null>(null);

/** Grows when the numbers were zeroed from this page: what shows them asks again. */
export const resets = new Store(0);

let notices = 0;

/** Says what came of an action. */
export function say(outcome: Outcome): void {
  notice.set({ ...outcome, id: ++notices });
}

/** Starts a load or edits the one that runs. */
export function swarm(fields: URLSearchParams): Promise<Outcome> {
  return act(`${paths.base}/swarm`, fields);
}

/** Stops the load; answers once no user is left. */
export async function stop(): Promise<void> {
  say(await act(`${paths.base}/stop`));
}

/** Zeroes the numbers and keeps the rows. */
export async function reset(): Promise<void> {
  const { done, text } = await act(`${paths.base}/stats/reset`);
  say({ done, text: done ? 'The numbers begin anew.' : text });
  resets.set(resets.value + 1);
}

/** Spawns a recipe's users in place of what runs on this port. */
export function spawn(identifier: string, fields: URLSearchParams): Promise<Outcome> {
  return act(`${paths.root}/api/spawn/${encodeURIComponent(identifier)}`, fields);
}

/** Changes the settings of a class of users. */
export async function configure(settings: object): Promise<Outcome> {
  const { done, text } = await act(`${paths.base}/user`, JSON.stringify(settings));
  return { done, text: done ? 'Saved.' : text };
}
