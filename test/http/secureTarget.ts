import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A file of the fixtures: certificates valid for a hundred years, used nowhere else. */
export const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

const pem = (name: string): string => readFileSync(fixture(name), 'utf8');

/** The server's certificate, for the name localhost alone. */
export const SERVER_CA = pem('localhost.cert.pem');

/** What the server saw of a connection. */
export interface SecureConnection {
  /** The common name of the client's certificate; undefined where it showed none that holds. */
  readonly client: string | undefined;
  readonly servername: string | false;
  readonly resumed: boolean;
  readonly protocol: string | null;
}

/** An HTTPS server that answers with the client's name, and asks for a certificate. */
export async function serveClients({ demand = false } = {}): Promise<{
  port: number;
  connections: SecureConnection[];
}> {
  const connections: SecureConnection[] = [];
  const server = createServer(
    {
      cert: SERVER_CA,
      key: pem('localhost.key.pem'),
      ca: pem('clients.ca.pem'),
      requestCert: true,
      rejectUnauthorized: demand,
    },
    (request, response) => response.end(nameOf(request.socket as TLSSocket) ?? 'nobody'),
  );
  server.on('secureConnection', (socket: TLSSocket) =>
    connections.push({
      client: nameOf(socket),
      servername: (socket as TLSSocket & { servername: string | false }).servername,
      resumed: socket.isSessionReused(),
      protocol: socket.getProtocol(),
    }),
  );
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}

function nameOf(socket: TLSSocket): string | undefined {
  const { subject } = socket.getPeerCertificate() ?? {};
  return socket.authorized ? (subject?.CN as string | undefined) : undefined;
}
