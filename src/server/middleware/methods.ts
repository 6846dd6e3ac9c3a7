import type { Middleware } from 'koa';
import { Problem } from './problem.ts';
import { plain } from './reply.ts';

/** A route as the router knows it. */
export interface Route {
  readonly methods: readonly string[];
}

/** The methods of the routes that match a path, as `Allow` lists them; empty where none matches. */
export function allowedMethods(routes: readonly Route[]): string[] {
  const methods = new Set(routes.flatMap((route) => route.methods));
  if (methods.size > 0) methods.add('OPTIONS');
  return [...methods].sort();
}

/**
 * Answers what no handler took: OPTIONS by the list of methods, a known path with 405 whatever the method, be
 * it one that nobody has heard of, and any other path with 404.
 */
export function methods(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.status !== 404 || ctx.body != null) return;
    const allowed = allowedMethods((ctx.matched as readonly Route[] | undefined) ?? []);
    if (allowed.length === 0 || (allowed.includes(ctx.method) && ctx.method !== 'OPTIONS')) {
      throw new Problem(404, 'Not Found');
    }
    ctx.set('Allow', allowed.join(', '));
    if (ctx.method !== 'OPTIONS') throw new Problem(405, 'Method Not Allowed');
    plain(ctx, '');
  };
}
