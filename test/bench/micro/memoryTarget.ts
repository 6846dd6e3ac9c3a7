import { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Client, type Dispatcher } from 'undici';
import { Connection } from '../../../src/http/connection.ts';
import type { HttpSession } from '../../../src/http/session.ts';

/** An answer as undici would tell it. */
interface Told {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly chunks: readonly Buffer[];
}

/** A body as the shop's pages are. */
const PAGE = Buffer.alloc(1000, '<p>a page</p>');
const PLAIN: Told = { status: 200, headers: { 'content-type': 'text/html' }, chunks: [PAGE] };
const NOTHING = (): void => {};
const CONTROLLER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
  abort: NOTHING,
  pause: NOTHING,
  resume: NOTHING,
};

const known = new Map<string, Told>();

/**
 * What a path is answered by: `/held` never, `/cookie` with a cookie, `/hops/3` by three redirects, `/chunks/3` in three
 * pieces, `/gzip/3000` by 3,000 bytes compressed, anything else by a page of 1,000 bytes.
 */
function answerTo(path: string): Told {
  let told = known.get(path);
  if (told === undefined) {
    told = madeFor(path);
    known.set(path, told);
  }
  return told;
}

function madeFor(path: string): Told {
  const [, kind, text] = path.split('/');
  const n = Number(text);
  if (kind === 'cookie') return { ...PLAIN, headers: { ...PLAIN.headers, 'set-cookie': 'seen=1; Path=/' } };
  if (kind === 'chunks') return { ...PLAIN, chunks: Array.from({ length: n }, () => PAGE) };
  if (kind === 'hops' && n > 0) return { status: 302, headers: { location: `/hops/${n - 1}` }, chunks: [] };
  if (kind !== 'gzip') return PLAIN;
  // Half of it is told apart by nothing but its place, as in pages: it becomes a fifth of its length.
  const text64 = Array.from({ length: n / 10 }, (_, index) => `<p>${`${index * 7919}`.padStart(7)}`).join('');
  const headers = { ...PLAIN.headers, 'content-encoding': 'gzip' };
  return { ...PLAIN, headers, chunks: [gzipSync(text64)] };
}

/** A dispatcher without a socket: the answer is told before it comes back. */
export function dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
  if (request.path === '/held') return true;
  const { status, headers, chunks } = answerTo(request.path);
  handler.onRequestStart?.(CONTROLLER, undefined);
  handler.onRequestSent?.();
  handler.onResponseStarted?.();
  handler.onResponseStart?.(CONTROLLER, status, headers, 'OK');
  for (const chunk of chunks) handler.onResponseData?.(CONTROLLER, chunk);
  handler.onResponseEnd?.(CONTROLLER, {});
  return true;
}

/** From here on all of undici's clients in this process are such dispatchers. */
export function answerFromMemory(): void {
  Client.prototype.dispatch = dispatch;
}

/** Gives the user a connection that counts as open, as one is that was used before. */
export async function connected(session: HttpSession): Promise<void> {
  const { send } = Connection.prototype;
  Connection.prototype.send = function (...request) {
    this.socket = new Socket();
    send.apply(this, request);
  };
  const scope = session.scope(NOTHING);
  const { http } = scope;
  await http.get('/');
  scope.flush();
  Connection.prototype.send = send;
}
