import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { PortApp } from './server.ts';
import { answerUnparsable } from './unparsable.ts';

/** A certificate and its private key, PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ListenOptions {
  /** The address to bind; `*` is every interface. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Speaks TLS with these; plain HTTP where left out. */
  readonly tls?: TlsFiles | undefined;
  /** What a client is given to send a request whole, ms. */
  readonly requestTimeout?: number;
}

/** An open port. */
export interface OpenPort {
  readonly port: number;
  /** Takes no new connections and resolves once the open ones are gone; those left after `grace` ms are cut. */
  close(grace?: number): Promise<void>;
}

/**
 * Opens the port of an app.
 * @throws StatestormError naming the flag: `server.portInUse`, `server.portRefused` where the process may not
 *   bind it, else `server.notListening`.
 */
export async function listen(
  app: PortApp,
  { host, port, tls, requestTimeout = 30_000 }: ListenOptions,
): Promise<OpenPort> {
  const limits = {
    requestTimeout,
    headersTimeout: Math.min(requestTimeout, 20_000),
    connectionsCheckingInterval: Math.max(50, Math.min(5000, requestTimeout / 4)),
    keepAliveTimeout: 65_000,
  };
  const server = tls
    ? createSecureServer({ ...limits, ...tls }, app.callback())
    : createServer(limits, app.callback());
  server.on('clientError', (error, socket) => answerUnparsable(app, error, socket));
  await opened(server, app, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: (grace = 1000) => closed(server, grace),
  };
}

function opened(server: Server, { flags }: PortApp, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const fail = (code: string, message: string, hint: string): void =>
      reject(new StatestormError(code, message, { hint, cause }));
    if (cause.code === 'EADDRINUSE') {
      fail('server.portInUse', `Port ${port} (${flags.port}) is in use`, `Give another by ${flags.port}.`);
    } else if (cause.code === 'EACCES' || cause.code === 'EPERM') {
      fail(
        'server.portRefused',
        `This process may not open port ${port} (${flags.port})`,
        `Give one above 1023 by ${flags.port}, or run it with the right to bind low ports.`,
      );
    } else {
      fail(
        'server.notListening',
        `Cannot listen on ${host} (${flags.host}), port ${port} (${flags.port}): ${messageOf(cause)}`,
        `Give an address of this machine by ${flags.host}, such as 127.0.0.1 or 0.0.0.0.`,
      );
    }
  });
  server.listen(host === '*' ? { port } : { port, host }, resolve);
  return promise;
}

function closed(server: Server, grace: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  server.close(() => {
    clearTimeout(cut);
    resolve();
  });
  server.closeIdleConnections();
  return promise;
}
