import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { fixture } from './secureTarget.ts';

/** What a proxy was asked: a request in the absolute form, or a CONNECT. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
}

export interface ProxyOptions {
  /** Answers every CONNECT by this instead of a tunnel. */
  readonly refuses?: string;
  /** Speaks TLS itself. */
  readonly secure?: boolean;
}

/** A forward proxy that counts: requests are passed on, CONNECTs become tunnels. */
export async function serveProxy({ refuses, secure = false }: ProxyOptions = {}): Promise<{
  url: string;
  port: number;
  asked: Asked[];
  connections: () => number;
}> {
  const asked: Asked[] = [];
  let connections = 0;
  const note = ({ method = '', url = '', headers }: IncomingMessage): void => {
    asked.push({
      method,
      target: url,
      authorization: headers['proxy-authorization'],
      host: headers.host,
    });
  };
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    note(incoming);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const outgoing = request(
      incoming.url ?? '',
      { method: incoming.method ?? 'GET', headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    outgoing.on('error', () => answer.writeHead(502).end());
    incoming.pipe(outgoing);
  };
  const tunnel = (incoming: IncomingMessage, client: Duplex): void => {
    note(incoming);
    client.on('error', () => {});
    if (refuses !== undefined) {
      client.end(`HTTP/1.1 ${refuses}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port] = (incoming.url ?? '').split(/:(?=\d+$)/);
    const target: Socket = connect(Number(port), host.replace(/[[\]]/g, ''), () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client);
      client.pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  };
  const files = {
    cert: readFileSync(fixture('localhost.cert.pem')),
    key: readFileSync(fixture('localhost.key.pem')),
  };
  const server: Server = secure ? (createTlsServer(files, forward) as never) : createServer(forward);
  server.on('connect', tunnel);
  server.on('connection', () => connections++);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    port,
    asked,
    connections: () => connections,
  };
}
