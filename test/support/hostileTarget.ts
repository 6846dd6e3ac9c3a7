import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A target that does to each request what its path says, and counts what it received. */
export interface HostileTarget {
  readonly url: string;
  /** Whole request heads that arrived, by path. */
  readonly received: ReadonlyMap<string, number>;
  close(): void;
}

/** What it can do, by the path that asks for it. */
export const MISDEEDS: Readonly<Record<string, (socket: Socket) => void>> = {
  '/well': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwell'),
  '/close': (socket) => socket.end(),
  '/reset': (socket) => socket.resetAndDestroy(),
  '/reset-in-head': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le', () => socket.resetAndDestroy()),
  '/close-in-head': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
  '/half-body': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
  '/half-chunk': (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf'),
  '/reset-in-body': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy()),
  '/long-body': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nmuch more than two'),
  '/two-answers': (socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\naHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb',
    ),
  '/body-of-close': (socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nuntil the end'),
  '/no-http': (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
  '/binary': (socket) => socket.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x00, 0x00])),
  '/bad-status': (socket) => socket.write('HTTP/1.1 abc OK\r\n\r\n'),
  '/bad-header': (socket) => socket.write('HTTP/1.1 200 OK\r\nbad header\r\n\r\n'),
  '/bad-length': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nabc'),
  '/two-lengths': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc'),
  '/bad-chunk': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n'),
  '/endless-head': (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n', `x-more: ${'x'.repeat(8000)}\r\n`),
  '/endless-body': (socket) =>
    flood(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n', 'x'.repeat(64 * 1024)),
  '/slow-body': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n'),
  '/slow-head': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: '),
  '/silence': () => {},
  '/continue': (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  '/upgrade': (socket) => socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  '/bad-gzip': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope'),
  '/endless-gzip': (socket) =>
    flood(
      socket,
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n',
      'x'.repeat(64 * 1024),
    ),
  '/to-nowhere': (socket) => redirect(socket, 'http://127.0.0.1:1/'),
  '/to-nonsense': (socket) => redirect(socket, 'http://['),
  '/to-itself': (socket) => redirect(socket, '/to-itself'),
  '/to-reset': (socket) => redirect(socket, '/reset'),
  '/bad-cookies': (socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\nset-cookie: ;;=;\r\nset-cookie: ${'y'.repeat(5000)}=1\r\ncontent-length: 0\r\n\r\n`,
    ),
  '/proto-headers': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y\r\ncontent-length: 0\r\n\r\n'),
  '/close-when-kept': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n', () =>
      socket.end(),
    ),
  '/error': (socket) => socket.write('HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n'),
};

/** Starts it on a port of its own. */
export async function startHostileTarget(): Promise<HostileTarget> {
  const received = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const path = (text.split(' ', 2)[1] ?? '').split('?', 1)[0]!;
      text = '';
      received.set(path, (received.get(path) ?? 0) + 1);
      (MISDEEDS[path] ?? MISDEEDS['/close']!)(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function redirect(socket: Socket, location: string): void {
  socket.write(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`);
}

/** As much as the other side takes, for ever. */
function flood(socket: Socket, head: string, more: string): void {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(more));
    if (!socket.destroyed) socket.once('drain', () => setImmediate(pour));
  };
  socket.write(head);
  pour();
}

function drip(socket: Socket, head: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), 10);
  socket.on('close', () => clearInterval(timer));
}
