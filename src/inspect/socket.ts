import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { StatelyFeed } from './feed.ts';
import type { Inspector } from './inspector.ts';

export interface InspectSocketOptions {
  readonly inspectors: readonly Inspector[];
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Origins of pages that may listen, besides those of this machine. */
  readonly allowedOrigins: readonly string[];
}

/** An open WebSocket port. */
export interface InspectSocket {
  /** Such as `ws://127.0.0.1:8080`. */
  readonly url: string;
  close(): void;
}

const MOST_CLIENTS = 10;
/** What a client has not read yet, at most, bytes; what comes beyond is left out for it. */
const MOST_UNREAD = 4 * 1024 * 1024;

/**
 * Opens a WebSocket port that speaks the protocol of `@statelyai/inspect`. What clients send is not read; nothing
 * is done while none is there.
 * @throws StatestormError `inspect.notListening` naming the flag.
 */
export async function openInspectSocket(options: InspectSocketOptions): Promise<InspectSocket> {
  const { inspectors, host, port, allowedOrigins } = options;
  const server = new WebSocketServer({
    host,
    port,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      server.clients.size < MOST_CLIENTS && mayListen(req.headers.origin, allowedOrigins),
  });
  await listening(server, host, port);
  const feed = new StatelyFeed(inspectors, (event) => {
    const text = JSON.stringify(event);
    for (const client of server.clients) send(client, text);
  });
  server.on('connection', (client) => {
    if (server.clients.size === 1) feed.begin();
    for (const event of feed.present()) send(client, JSON.stringify(event));
    // What a client did wrong ends its connection, not the process.
    client.on('error', () => client.terminate());
    client.on('close', () => {
      if (server.clients.size === 0) feed.end();
    });
  });
  const { port: opened } = server.address() as AddressInfo;
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${opened}`,
    close() {
      for (const client of server.clients) client.terminate();
      feed.end();
      server.close();
    },
  };
}

function send(client: WebSocket, text: string): void {
  if (client.readyState === client.OPEN && client.bufferedAmount < MOST_UNREAD) client.send(text);
}

/** Programs say no origin; a page of another site must not read along. */
function mayListen(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin.toLowerCase())) return true;
  return URL.canParse(origin) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);
}

function listening(server: WebSocketServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause) =>
      reject(
        new StatestormError(
          'inspect.notListening',
          `Cannot listen on ${host} (--inspect-host), port ${port} (--inspect): ${messageOf(cause)}`,
          { hint: 'Give another port by --inspect, 0 for any that is free.', cause },
        ),
      ),
    );
  });
}
