import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Histogram } from '../../../src/metrics/histogram.ts';

// A target whose times are known, in a process of its own: it answers `/` after 50 ms, `/10` after 10 ms, `/peaks` after
// 10 ms and every fifth time after 100 ms, `/stall` at once but for the 2 s after a `/_stall`. It measures itself what it
// did, from the head's arrival to the answer's write: `GET /_stats` gives that in µs, `/_reset` forgets it.

const FIXED_MS = 50;
const FAST_MS = 10;
const PEAKS_MS = [10, 10, 10, 10, 100] as const;
const STALL_MS = 2000;
const BODY = Buffer.from('{"ok":true}');
const HEAD = ['Content-Type', 'application/json', 'Content-Length', `${BODY.length}`];

let times = new Histogram();
let turn = 0;
let stallsUntil = 0;

function delayOf(url: string | undefined): number {
  if (url === '/10') return FAST_MS;
  if (url === '/peaks') return PEAKS_MS[turn++ % PEAKS_MS.length] as number;
  if (url === '/stall') return Math.max(0, stallsUntil - performance.now());
  return FIXED_MS;
}

function control(url: string, res: ServerResponse): void {
  if (url === '/_reset') times = new Histogram();
  if (url === '/_stall') stallsUntil = performance.now() + STALL_MS;
  const [p50, p95, p99] = times.percentiles([0.5, 0.95, 0.99]);
  res.end(JSON.stringify({ requests: times.count, p50, p95, p99, max: times.max }));
}

const server = createServer({ keepAliveTimeout: 600_000 }, (req: IncomingMessage, res: ServerResponse) => {
  const { url = '' } = req;
  if (url.startsWith('/_')) {
    control(url, res);
    return;
  }
  const at = performance.now();
  const send = (): void => {
    res.writeHead(200, HEAD).end(BODY);
    times.record((performance.now() - at) * 1000);
  };
  const delay = delayOf(url);
  if (delay > 0) setTimeout(send, delay);
  else send();
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
