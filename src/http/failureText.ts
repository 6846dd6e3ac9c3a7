import { STATUS_CODES } from 'node:http';
import { ProxyError, TunnelRefused } from './proxyError.ts';

/** What was known of a request when it died. */
export interface FailureContext {
  /** `host:port` of the last hop. */
  readonly host: string;
  /** The host's name alone, as it is looked up. */
  readonly hostname: string;
  readonly phase: 'blocked' | 'connecting' | 'tls' | 'sending' | 'waiting' | 'receiving';
  /** ms that the request was given. */
  readonly timeout: number;
  /** ms that a connection is given. */
  readonly connectTimeout: number;
}

/** Longest reason of a status line that is shown. */
const LONGEST_REASON = 80;

/** `HTTPError('404 Client Error: Not Found for url: /x')`: the words that Locust shows for a status of 400 and more. */
export function statusText(status: number, reason: string, name: string): string {
  const kind = status < 500 ? 'Client' : 'Server';
  const words = (reason || STATUS_CODES[status] || 'Unknown').slice(0, LONGEST_REASON);
  return `HTTPError('${status} ${kind} Error: ${words} for url: ${name}')`;
}

/** What a request past its own timeout failed of, by what it was waiting for. */
export function timeoutText({ phase, host, timeout }: FailureContext): string {
  const within = `within ${seconds(timeout)}`;
  switch (phase) {
    case 'blocked':
      return `TimeoutError: no connection to ${host} became free ${within}`;
    case 'connecting':
    case 'tls':
      return `TimeoutError: not connected to ${host} ${within}`;
    case 'receiving':
      return `TimeoutError: the answer of ${host} was not complete ${within}`;
    default:
      return `TimeoutError: no answer from ${host} ${within}`;
  }
}

const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an unknown authority (a self-signed one in its chain)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
  HOSTNAME_MISMATCH: 'is for another host name',
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'no route to the host',
  EHOSTDOWN: 'the host is down',
  ENETUNREACH: 'no route to its network',
  ENETDOWN: 'the network is down',
};

const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE:
    'this process has no file descriptor left; raise its limit (ulimit -n) or use fewer users a process',
  ENFILE: 'this machine has no file descriptor left',
  EADDRNOTAVAIL: 'this machine has no local port left; keep connections alive or add source addresses',
  EADDRINUSE: 'this machine has no local port left; keep connections alive or add source addresses',
  ENOBUFS: 'this machine has no buffer left for its sockets',
  ENOMEM: 'this machine has no memory left for its sockets',
};

/**
 * Why a request died, as a person reads it and as /stats/failures groups it: the same cause at the same host
 * gives the same text, so no address that was resolved, no port of ours and no URL is in it.
 */
export function failureText(thrown: unknown, context: FailureContext): string {
  if (thrown instanceof ProxyError) {
    if (thrown.cause instanceof TunnelRefused) return `ProxyError: ${thrown.cause.message}`;
    const { proxy, phase } = thrown;
    const host = `the proxy ${proxy.host}`;
    return failureText(thrown.cause, { ...context, host, hostname: proxy.hostname, phase });
  }
  const error = innermost(thrown);
  const code = typeof error.code === 'string' ? error.code : '';
  const { host, hostname, phase } = context;

  if (error.name === 'HTTPParserError' || code.startsWith('HPE_')) return parserText(code, host);
  const certificate = CERTIFICATES[code];
  if (certificate !== undefined) return `CertificateError: the certificate of ${host} ${certificate}`;
  if (UNREACHABLE[code] !== undefined)
    return `UnreachableError: ${host} cannot be reached: ${UNREACHABLE[code]}`;
  if (EXHAUSTED[code] !== undefined) return `OutOfResourcesError: ${EXHAUSTED[code]}`;

  switch (code) {
    case 'ECONNREFUSED':
      return `ConnectionRefusedError: connection refused by ${host}`;
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'ENODATA':
      return `NameNotFoundError: no host is called ${hostname}`;
    case 'EAI_AGAIN':
    case 'ETIMEOUT':
    case 'ESERVFAIL':
      return `NameLookupError: the name server could not answer for ${hostname} just now`;
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `ConnectTimeoutError: not connected to ${host} within ${seconds(context.connectTimeout)}`;
    case 'ETIMEDOUT':
      return phase === 'connecting'
        ? `ConnectTimeoutError: no connection to ${host}; it does not answer`
        : `ConnectionLostError: ${host} stopped answering; the system gave the connection up`;
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return `BadHTTPError: the answer of ${host} is not as long as its Content-Length says`;
    case 'UND_ERR_HEADERS_OVERFLOW':
      return `BadHTTPError: the headers of ${host} are too large`;
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      if (phase === 'tls') return `TLSError: ${host} broke off the TLS handshake`;
      return `ConnectionResetError: connection reset by ${host} ${whenDied(phase)}`;
    case 'UND_ERR_SOCKET':
      if (error.message === 'bad response') return `BadHTTPError: ${host} answered out of turn`;
      if (error.message === 'bad upgrade') return `BadHTTPError: ${host} changed the protocol unasked`;
      return `ConnectionClosedError: ${host} closed the connection ${whenDied(phase)}`;
    case 'EPROTO':
      return `TLSError: the TLS handshake with ${host} failed`;
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return `TLSError: the TLS handshake with ${host} failed (${code.slice(4)})`;
  }
  return code
    ? `${error.name}: ${code} at ${host}`
    : `${error.name}: ${error.message.slice(0, LONGEST_REASON)}`;
}

/** A body that does not decode by its content-encoding. */
export function decodingText(encoding: string, host: string): string {
  return `DecodingError: the body from ${host} is not valid ${encoding.slice(0, 40)}`;
}

/** More redirects than the request allows. */
export function redirectsText(most: number): string {
  return `TooManyRedirectsError: more than ${most} redirects`;
}

/** A Location that leads nowhere. */
export function locationText(host: string): string {
  return `BadRedirectError: ${host} redirects to an address that is not a valid HTTP URL`;
}

function parserText(code: string, host: string): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return `BadHTTPError: the headers of ${host} are too large`;
    case 'HPE_INVALID_EOF_STATE':
      return `ConnectionClosedError: ${host} closed the connection before the answer was complete`;
    default:
      return `BadHTTPError: the answer of ${host} is not valid HTTP${code ? ` (${code})` : ''}`;
  }
}

function whenDied(phase: FailureContext['phase']): string {
  return phase === 'receiving' ? 'before the answer was complete' : 'before it answered';
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms)} ms`;
}

interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
}

/** The error itself; of several addresses that all failed, the first one's. */
function innermost(thrown: unknown): Thrown {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return innermost(thrown.errors[0]);
  return thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
}
