import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

// Clients that watch a test, all in this process: each polls /stats/requests once a second and holds a /stream, from a line
// `watch` on the standard input to a line `rest`. Each line is answered once it holds, with
// what was heard so far.
//
//   node test/bench/pollers/watchers.ts http://127.0.0.1:8089 20

const POLL_MS = 1000;

const [url = '', count = ''] = process.argv.slice(2);
const clients = Number(count);
let polls = 0;
let points = 0;

/** Polls until told to end; polls of all clients are spread over the second. */
async function poll(client: number, signal: AbortSignal): Promise<void> {
  await sleep((client * POLL_MS) / clients, undefined, { signal });
  for (;;) {
    const next = sleep(POLL_MS, undefined, { signal });
    const [answer] = await Promise.all([
      fetch(`${url}/stats/requests`, { headers: { 'accept-encoding': 'br' }, signal }),
      next,
    ]);
    await answer.text();
    polls++;
  }
}

/** Holds a stream until told to end; resolves once it is open. */
async function hold(signal: AbortSignal): Promise<void> {
  const { body } = await fetch(`${url}/stream`, { signal });
  const read = async (): Promise<void> => {
    for await (const chunk of body ?? []) if (Buffer.from(chunk).includes('event: point')) points++;
  };
  read().catch(onlyWhereEnded(signal));
}

function onlyWhereEnded(signal: AbortSignal) {
  return (error: unknown): void => {
    if (!signal.aborted) throw error;
  };
}

let watching: AbortController | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'rest') {
    watching?.abort();
    watching = undefined;
  } else if (watching === undefined) {
    watching = new AbortController();
    const { signal } = watching;
    const each = Array.from({ length: clients }, (_, client) => client);
    await Promise.all(each.map(() => hold(signal)));
    for (const client of each) poll(client, signal).catch(onlyWhereEnded(signal));
  }
  console.log(JSON.stringify({ done: line, polls, points }));
}
