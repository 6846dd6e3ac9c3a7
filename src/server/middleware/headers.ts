import type { Middleware } from 'koa';

/** Headers of every answer. Nothing may be kept by a cache: some GETs act, as Locust's clients expect. */
export function commonHeaders(): Middleware {
  return async (ctx, next) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    await next();
  };
}
