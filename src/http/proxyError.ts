import type { HttpProxy } from './proxy.ts';

/** What was done when the way to a proxy failed; `waiting` for its answer to a CONNECT. */
export type ProxyPhase = 'connecting' | 'tls' | 'waiting';

/** The proxy itself could not be reached, or did not speak as one; its cause says how. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly proxy: HttpProxy;
  readonly phase: ProxyPhase;

  constructor(proxy: HttpProxy, phase: ProxyPhase, cause: unknown) {
    super(`the proxy ${proxy.host} failed`, { cause });
    this.proxy = proxy;
    this.phase = phase;
  }
}

/** The proxy answered a CONNECT with something other than a tunnel. */
export class TunnelRefused extends Error {
  override readonly name = 'ProxyError';
  readonly code = 'ERR_TUNNEL_REFUSED';

  constructor(proxy: HttpProxy, authority: string, status: number, reason: string) {
    super(`the proxy ${proxy.host} refused a tunnel to ${authority}: ${status} ${reason}`.trimEnd());
  }
}
