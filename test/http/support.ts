import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createHttp, type Http, type HttpOptions } from '../../src/http/http.ts';
import type { HttpClient } from '../../src/http/httpClient.ts';
import type { HttpSettings } from '../../src/http/httpSettings.ts';
import type { HttpScope, HttpSession } from '../../src/http/session.ts';

/** A server on a port of its own, gone after the test. */
export async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** A server of bare sockets. */
export async function serveSockets(
  listener: (socket: Socket) => void,
): Promise<{ url: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    listener(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** A user of the given host, and the samples of its requests so far. */
export interface TestUser {
  readonly http: HttpClient;
  readonly scope: HttpScope;
  readonly session: HttpSession;
  readonly samples: Sample[];
  /** Records what is held back, gives the last sample. */
  last(): Sample;
}

export function makeHttp(options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ clock: systemClock, ...options });
  onTestFinished(() => http.close());
  return http;
}

export function makeUser(
  host: string,
  options: Partial<HttpOptions> = {},
  of = makeHttp(options),
  settings?: HttpSettings,
): TestUser {
  const session = of.session({ host, userClass: 'Tester', settings });
  const samples: Sample[] = [];
  const scope = session.scope((sample) => samples.push(sample));
  return {
    http: scope.http,
    scope,
    session,
    samples,
    last() {
      scope.flush();
      const sample = samples.at(-1);
      if (!sample) throw new Error('no sample was emitted');
      return sample;
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
