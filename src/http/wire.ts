import type { Dispatcher } from 'undici';
import type { Clock } from '../domain/clock.ts';
import { ONE_WRITE } from './body.ts';
import type { CookieJar } from './cookieJar.ts';
import { hasHeader } from './headers.ts';
import { PiecedBody } from './piecedBody.ts';
import type { Hop } from './redirect.ts';

/** A hop as undici sends it, with the user's cookies unless the task gave its own. */
export function onTheWire(hop: Hop, jar: CookieJar | undefined, clock: Clock): Dispatcher.DispatchOptions {
  const { method, origin, path, body } = hop;
  let { headers } = hop;
  if (jar !== undefined) {
    const { hostname, secure } = origin;
    const cookies = jar.header({ hostname, secure, path }, clock.now());
    if (cookies !== undefined && !hasHeader(headers, 'cookie')) headers = [...headers, 'cookie', cookies];
  }
  // What undici is handed piece by piece it cannot measure.
  if (body instanceof PiecedBody) headers = [...headers, 'content-length', String(body.length)];
  const request: Dispatcher.DispatchOptions = {
    method,
    path,
    headers: headers as string[],
    body: (body as Dispatcher.DispatchOptions['body']) ?? null,
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
