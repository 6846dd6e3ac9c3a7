/**
 * Loops over undici alone, the limit of what a client made of it can do: `promise`, `headers` (a promise, and
 * the headers that our users send), `callback` or `request`.
 *
 *   node test/bench/peers/loops.ts promise http://127.0.0.1:8080 100 10
 */
import { Client, type Dispatcher } from 'undici';
import { defaultHeaders } from '../../../src/http/headers.ts';

const [kind, url = '', connections, seconds] = process.argv.slice(2);
let on = true;

/** Calls back once the answer is read to its end. */
function handler(done: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData() {},
    onResponseEnd: done,
    onResponseError(_controller, error) {
      if (on) throw error;
    },
  };
}

const GET = { method: 'GET', path: '/' } as const;

function callbacks(client: Client): void {
  if (on)
    client.dispatch(
      GET,
      handler(() => callbacks(client)),
    );
}

async function promises(client: Client): Promise<void> {
  while (on) await new Promise<void>((resolve) => client.dispatch(GET, handler(resolve)));
}

async function promisesWithHeaders(client: Client): Promise<void> {
  const headers = [...defaultHeaders('statestorm/0.0.0')];
  const get = { ...GET, headers };
  while (on) await new Promise<void>((resolve) => client.dispatch(get, handler(resolve)));
}

async function requests(client: Client): Promise<void> {
  while (on) await (await client.request(GET)).body.text();
}

const run = { callback: callbacks, headers: promisesWithHeaders, promise: promises, request: requests }[
  kind ?? ''
];
if (run === undefined) throw new Error(`There is no loop ${kind}`);
for (let index = 0; index < Number(connections); index++) {
  const client = new Client(url, { pipelining: 1, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  void run(client);
}
setTimeout(() => {
  on = false;
  process.exit(0);
}, Number(seconds) * 1000);
