import type { Dispatcher } from 'undici';
import type { Clock } from '../domain/clock.ts';
import type { CookieJar } from './cookieJar.ts';
import { hasHeader } from './prepare.ts';
import type { Hop } from './redirect.ts';

/** A body up to so many bytes is taken by the system as a whole or, where the connection is dead, not at all. */
const ONE_WRITE = 16 * 1024;

/** A hop as undici sends it, with the user's cookies unless the task gave its own. */
export function onTheWire(hop: Hop, jar: CookieJar | undefined, clock: Clock): Dispatcher.DispatchOptions {
  const { method, origin, path, body } = hop;
  let { headers } = hop;
  if (jar !== undefined) {
    const { hostname, secure } = origin;
    const cookies = jar.header({ hostname, secure, path }, clock.now());
    if (cookies !== undefined && !hasHeader(headers, 'cookie')) headers = [...headers, 'cookie', cookies];
  }
  const request: Dispatcher.DispatchOptions = {
    method,
    path,
    headers: headers as string[],
    body: body ?? null,
  };
  // undici would close a connection after a HEAD or a DELETE with a body.
  if (method === 'HEAD' || body !== undefined) request.reset = false;
  return request;
}

/** Whether the system refused the first write, so that nothing of the hop left this process. */
export function leftNothing(error: Error, hop: Hop): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const dead = syscall === 'write' && (code === 'EPIPE' || code === 'ECONNRESET');
  return dead && (hop.body?.length ?? 0) <= ONE_WRITE;
}
