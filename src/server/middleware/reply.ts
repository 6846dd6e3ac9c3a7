import type { Context } from 'koa';

/** Answers JSON, with the bare content type that Locust sends. */
export function json(ctx: Context, body: unknown, status = 200): void {
  jsonText(ctx, JSON.stringify(body), status);
}

/** Answers JSON that is written already. */
export function jsonText(ctx: Context, text: string, status = 200): void {
  ctx.status = status;
  ctx.set('Content-Type', 'application/json');
  ctx.body = text;
}

/** Answers a page, or a text of our own words: what a client sent must not get in unescaped. */
export function html(ctx: Context, text: string, status = 200): void {
  ctx.status = status;
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.body = text;
}

/** Answers a text that no browser takes for a page. */
export function plain(ctx: Context, text: string, status = 200): void {
  ctx.status = status;
  ctx.set('Content-Type', 'text/plain; charset=utf-8');
  ctx.body = text;
}
