import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { makeHttp, makeUser, serveSockets } from './support.ts';

// Valid for a hundred years, for the name localhost alone, and used nowhere else.
const cert = readFileSync(new URL('./fixtures/localhost.cert.pem', import.meta.url), 'utf8');
const key = readFileSync(new URL('./fixtures/localhost.key.pem', import.meta.url), 'utf8');

async function serveTls(): Promise<{ port: number; resumed: boolean[] }> {
  const resumed: boolean[] = [];
  const server = createServer({ cert, key }, (_request, response) => response.end('safe'));
  server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, resumed };
}

test('TLS has a phase of its own, and its sessions are resumed', async () => {
  const { port, resumed } = await serveTls();
  const http = makeHttp({ tls: { ca: cert } });
  for (let i = 0; i < 2; i++) {
    const user = makeUser(`https://localhost:${port}`, {}, http);
    expect((await user.http.get('/')).text()).toBe('safe');
    const { phases, duration } = user.last();
    expect(phases.connecting).toBeGreaterThan(0);
    expect(phases.tls).toBeGreaterThan(0);
    const { blocked, ...counted } = phases;
    expect(blocked).toBe(0);
    expect(Math.abs(Object.values(counted).reduce((sum, each) => sum + each) - duration)).toBeLessThan(5);
  }
  expect(resumed).toEqual([false, true]);
});

test('an unknown authority, a wrong name and a broken handshake say what they are', async () => {
  const { port } = await serveTls();
  const stranger = makeUser(`https://localhost:${port}`);
  expect((await stranger.http.get('/')).error).toBe(
    `CertificateError: the certificate of localhost:${port} is self-signed`,
  );
  expect(stranger.last()).toMatchObject({ outcome: 'failed', sent: false, hops: 0 });
  const wrong = makeUser(`https://127.0.0.1:${port}`, { tls: { ca: cert } });
  expect((await wrong.http.get('/')).error).toBe(
    `CertificateError: the certificate of 127.0.0.1:${port} is for another host name`,
  );
  const plain = await serveSockets((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 400 What\r\n\r\n')),
  );
  expect((await makeUser(`https://localhost:${plain.port}`).http.get('/')).error).toMatch(
    /^TLSError: the TLS handshake with localhost:\d+ failed \(SSL_/,
  );
  const rude = await serveSockets((socket) => socket.on('data', () => socket.destroy()));
  expect((await makeUser(`https://localhost:${rude.port}`).http.get('/')).error).toMatch(
    /^TLSError: localhost:\d+ broke off the TLS handshake/,
  );
});
