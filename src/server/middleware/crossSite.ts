import type { Context, Middleware } from 'koa';
import { Problem } from './problem.ts';

export interface CrossSiteOptions {
  /** Origins besides the port's own whose pages may act, such as `https://ops.example`. */
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** Paths whose GET acts. */
  readonly actingPaths: readonly string[];
}

/**
 * Refuses what a page of another site would have done: a request that acts and that a browser marks as
 * cross-site (Sec-Fetch-Site, https://www.w3.org/TR/fetch-metadata/), or whose Origin is another host. Scripts
 * send neither header and pass.
 */
export function crossSite({ allowedOrigins, trustProxy, actingPaths }: CrossSiteOptions): Middleware {
  const acts = ({ method, path }: Context): boolean =>
    !['GET', 'HEAD', 'OPTIONS'].includes(method) || (method !== 'OPTIONS' && actingPaths.includes(path));
  return async (ctx, next) => {
    if (!acts(ctx)) return next();
    const origin = ctx.get('Origin');
    if (origin !== '' && allowedOrigins.includes(origin.toLowerCase())) return next();
    const host = (trustProxy && ctx.get('X-Forwarded-Host').split(',')[0]?.trim()) || ctx.get('Host');
    const isForeign =
      ctx.get('Sec-Fetch-Site').toLowerCase() === 'cross-site' || (origin !== '' && !isAt(origin, host));
    if (!isForeign) return next();
    throw new Problem(
      403,
      'Refused: a page of another site asked for this. Its origin can be allowed by --allowed-origins.',
    );
  };
}

/** Whether an origin is that of a host as a Host header names it, default ports left out or not. */
function isAt(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: wanted } = new URL(origin);
  const own = `${protocol}//${host}`;
  return wanted !== '' && URL.canParse(own) && new URL(own).host === wanted;
}
