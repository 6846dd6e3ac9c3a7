import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { ShopFront } from '../../src/demoShop/shopFront.ts';

// What benchmarks aim at, in a process of its own: node test/bench/target.ts --port 0 --hosts 4 --latency 5
// Prints {"port": …} once it listens; `GET /_stats` gives what arrived. --shop serves the demo shop instead.

const KEEP_ALIVE_MS = 600_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    hosts: { type: 'string', default: '1' },
    latency: { type: 'string', default: '0' },
    shop: { type: 'boolean', default: false },
  },
});
const hosts = wholeNumber('hosts', 1, 254);
const latencyMs = wholeNumber('latency', 0, 600_000);
const askedPort = wholeNumber('port', 0, 65_535);

let requests = 0;
let sessions = 0;
let inFlight = 0;
let connections = 0;

const OK = Buffer.from('{"ok":true}');

/** Counts the request as its head arrives; one without a cookie opens a session. */
function answer(req: IncomingMessage, res: ServerResponse): void {
  if (req.url === '/_stats') {
    const stats = JSON.stringify({ requests, sessions, inFlight, connections });
    res.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', `${stats.length}`]).end(stats);
    return;
  }
  requests++;
  inFlight++;
  res.once('close', () => inFlight--);
  if (latencyMs > 0) setTimeout(send, latencyMs, req, res);
  else send(req, res);
}

function send(req: IncomingMessage, res: ServerResponse): void {
  const headers = ['Content-Type', 'application/json', 'Content-Length', `${OK.length}`];
  if (req.headers.cookie === undefined) headers.push('Set-Cookie', `session=${++sessions}; Path=/`);
  res.writeHead(200, headers).end(OK);
}

function wholeNumber(name: 'port' | 'hosts' | 'latency', least: number, most: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  console.error(`--${name} must be a whole number from ${least} to ${most}: ${values[name]}`);
  process.exit(2);
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS, requestTimeout: KEEP_ALIVE_MS },
    handle,
  );
  server.on('connection', (socket) => {
    connections++;
    socket.once('close', () => connections--);
  });
  server.listen({ host, port, backlog: 4096 });
  await once(server, 'listening');
  return server;
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

const handle = values.shop ? new ShopFront({ latencyMs: { mean: latencyMs, spread: 0 } }).handle : answer;
const first = await listen('127.0.0.1', askedPort);
const { port } = first.address() as AddressInfo;
for (let host = 2; host <= hosts; host++) await listen(`127.0.0.${host}`, port);
console.log(JSON.stringify({ port }));
