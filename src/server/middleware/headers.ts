import { randomFillSync } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import helmet from 'koa-helmet';

export interface HeaderOptions {
  readonly tls: boolean;
  /** Whether the port asks who comes. */
  readonly guarded: boolean;
  /** Origins whose pages may read although the port is guarded. */
  readonly allowedOrigins: readonly string[];
}

const NONCE_BYTES = 16;
/** Nonces whose bytes are drawn at once: a draw costs more than all else that a nonce takes. */
const DRAWN = 256;

/** Gives nonces, none of them twice. */
function nonceSource(): () => string {
  const bytes = Buffer.alloc(NONCE_BYTES * DRAWN);
  let at = bytes.length;
  return () => {
    if (at === bytes.length) {
      randomFillSync(bytes);
      at = 0;
    }
    at += NONCE_BYTES;
    return bytes.toString('base64', at - NONCE_BYTES, at);
  };
}

/**
 * Headers of every answer. Nothing may be kept by a cache: some GETs act, as Locust's clients expect. Pages may
 * run what carries the nonce of their answer, and nothing else. HSTS only where the port itself speaks TLS.
 */
export function commonHeaders({ tls, guarded, allowedOrigins }: HeaderOptions): Middleware[] {
  const nonce = (_req: unknown, res: unknown): string => `'nonce-${nonceOf(res as object)}'`;
  const nextNonce = nonceSource();
  const nonces = new WeakMap<object, string>();
  const nonceOf = (res: object): string => {
    const known = nonces.get(res) ?? nextNonce();
    nonces.set(res, known);
    return known;
  };
  const prepare: Middleware = async (ctx, next) => {
    ctx.state.nonce = nonceOf(ctx.res);
    ctx.set('Cache-Control', 'no-store');
    const origin = ctx.get('Origin');
    if (!guarded) ctx.set('Access-Control-Allow-Origin', '*');
    else if (allowedOrigins.includes(origin.toLowerCase())) ctx.set('Access-Control-Allow-Origin', origin);
    if (guarded) ctx.vary('Origin');
    await next();
  };
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", nonce],
        styleSrc: ["'self'", nonce],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Browsers heed these two over TLS alone, and complain of them without.
    crossOriginOpenerPolicy: tls,
    originAgentCluster: tls,
    crossOriginResourcePolicy: { policy: guarded ? 'same-origin' : 'cross-origin' },
    // `no-referrer` would make the Origin of a form's own page null.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: tls,
    xFrameOptions: { action: 'deny' },
  });
  return [prepare, protect];
}

/** Replaces the policy of an answer whose page carries these styles, and no script, in itself. */
export function allowOwnStyle(ctx: Context, hash: string): void {
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src '${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
}
