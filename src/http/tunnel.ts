import { request, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpProxy } from './proxy.ts';
import { TunnelRefused } from './proxyError.ts';

/** Longest reason of a proxy that is shown. */
const LONGEST_REASON = 80;

/**
 * Asks a proxy for a tunnel (RFC 9110, 9.3.6) over a socket that is connected to it; what the socket carries
 * afterwards goes to the target. `done` is called once, with the error where there is none.
 * @param authority `host:port` of the target.
 */
export function openTunnel(
  socket: Socket,
  proxy: HttpProxy,
  authority: string,
  done: (error: Error | undefined) => void,
): void {
  const { authorization } = proxy;
  const asking = request({
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      connection: 'keep-alive',
      ...(authorization !== undefined && { 'proxy-authorization': authorization }),
    },
    createConnection: () => socket,
  });
  asking.once('connect', (answer, _socket, head) => {
    const { statusCode: status = 0, statusMessage } = answer;
    if (status < 200 || status > 299) {
      const reason = (statusMessage || STATUS_CODES[status] || '').slice(0, LONGEST_REASON);
      done(new TunnelRefused(proxy, authority, status, reason));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    done(undefined);
  });
  asking.once('error', done);
  asking.end();
}
