import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

/** One answer that goes on: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  /** Sends an event, its data as JSON; false where the client is too slow for it, and it was left out. */
  send(event: string, data: unknown): boolean;
  /** The same with data that is JSON already, under an id that a client names when it comes back. */
  sendText(event: string, json: string, id: string): boolean;
  end(): void;
}

/** Streams of one kind that a port feeds at once. */
export const MOST_STREAMS = 50;

/** What a client has not read yet, at most, bytes; further events are left out until it has. */
const MOST_UNREAD = 1024 * 1024;
/** A word now and then, so that what stands between keeps a quiet connection, ms. */
const SIGN_OF_LIFE_MS = 15_000;

/**
 * Answers with a stream of events. `begin` is called once, unless only the head was asked for; what it gives is
 * called when the client is gone or the stream has ended.
 */
export function eventStream(ctx: Context, begin: (stream: EventStream) => () => void): void {
  ctx.status = 200;
  ctx.set('Content-Type', 'text/event-stream');
  // For proxies that would hold events back.
  ctx.set('X-Accel-Buffering', 'no');
  ctx.compress = false;
  if (ctx.method === 'HEAD') {
    ctx.body = '';
    return;
  }
  const body = new PassThrough();
  ctx.body = body;
  body.write(':\n\n');
  let close = (): void => {};
  let open = true;
  const life = setInterval(() => void body.write(':\n\n'), SIGN_OF_LIFE_MS);
  const end = (): void => {
    if (!open) return;
    open = false;
    clearInterval(life);
    close();
    body.end();
  };
  ctx.res.once('close', end);
  const write = (text: () => string): boolean => {
    if (!open || body.writableLength + ctx.res.writableLength > MOST_UNREAD) return false;
    body.write(text());
    return true;
  };
  close = begin({
    send: (event, data) => write(() => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    sendText: (event, json, id) => write(() => `id: ${id}\nevent: ${event}\ndata: ${json}\n\n`),
    end,
  });
  if (!open) close();
}
