import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Clock } from '../domain/clock.ts';
import type { Deadlines } from './deadlines.ts';
import { type Connected, type Connecting, Dial } from './dial.ts';
import type { HttpProxy } from './proxy.ts';
import { ProxyError, type ProxyPhase } from './proxyError.ts';
import type { Origin } from './target.ts';
import type { TlsContexts } from './tlsContexts.ts';
import type { TlsIdentity } from './tlsIdentity.ts';
import { openTunnel } from './tunnel.ts';

/** What undici asks its connector for. */
export interface ConnectTo {
  readonly hostname: string;
  readonly protocol: string;
  readonly port: string;
  readonly servername?: string | undefined;
}

/** What all connections of a test have in common. */
export interface Sockets {
  /** Sockets open or opening. */
  open: number;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** What a connection is given to come about, ms. */
  readonly timeout: number;
  readonly lookup: LookupFunction;
  readonly contexts: TlsContexts;
  /** TLS with a proxy that has no settings of its own. */
  readonly tls: TlsIdentity;
}

/** Idle time after which the system probes a connection, ms. */
const PROBE_AFTER_MS = 60_000;
/** How long one address of several is tried before the next, ms: Node's 250 are too few for a loop under load. */
const ADDRESS_ATTEMPT_MS = 1000;

/**
 * Makes the connections of users who have the same TLS settings and the same proxy.
 *
 * Through a proxy an http: target is asked for in the absolute form (RFC 9112, 3.2.2), since many proxies allow
 * CONNECT to TLS ports alone; the connection to an https: target is a tunnel, with TLS inside. Both are
 * `connecting` until the way to the target is there, TLS with the proxy included.
 */
export class Connector {
  readonly #sockets: Sockets;
  readonly #tls: TlsIdentity;
  readonly #proxy: HttpProxy | undefined;

  constructor(sockets: Sockets, tls: TlsIdentity, proxy: HttpProxy | undefined) {
    this.#sockets = sockets;
    this.#tls = tls;
    this.#proxy = proxy;
  }

  /** The proxy that requests to the origin are handed to as a whole; undefined where a connection leads there. */
  forwarding(origin: Origin): HttpProxy | undefined {
    return origin.secure ? undefined : this.#proxyTo(withoutBrackets(origin.hostname), portOf(origin));
  }

  /** Whom requests to the origin speak with, as people are told. */
  peer(origin: Origin): string {
    const proxy = this.#proxyTo(withoutBrackets(origin.hostname), portOf(origin));
    return proxy === undefined ? origin.host : `${origin.host} (via the proxy ${proxy.host})`;
  }

  connect(to: ConnectTo, owner: Connecting, done: Connected): void {
    const { clock, deadlines, timeout } = this.#sockets;
    const dial = new Dial(owner, timeout, (...result) => {
      deadlines.remove(dial);
      done(...result);
    });
    const secure = to.protocol === 'https:';
    const port = Number(to.port || (secure ? 443 : 80));
    const proxy = this.#proxyTo(to.hostname, port);
    if (proxy !== undefined) this.#viaProxy(proxy, to, port, secure, dial);
    else if (secure) this.#secureDirectly(to, port, dial);
    else this.#dialTcp(to.hostname, port, dial).once('connect', () => dial.arrive());
    deadlines.add(dial, timeout, clock.now());
  }

  #proxyTo(hostname: string, port: number): HttpProxy | undefined {
    const proxy = this.#proxy;
    return proxy === undefined || proxy.excludes(hostname, port) ? undefined : proxy;
  }

  #dialTcp(host: string, port: number, dial: Dial): Socket {
    const { lookup } = this.#sockets;
    return this.#begin(
      dial,
      connectTcp({ host, port, lookup, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS }),
    );
  }

  #dialTls(identity: TlsIdentity, servername: string, host: string, port: number, dial: Dial): Socket {
    const { lookup } = this.#sockets;
    const tcp = { port, lookup, ...{ autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS } };
    return this.#begin(dial, this.#tlsSocket(identity, servername, host, port, tcp));
  }

  #begin(dial: Dial, socket: Socket): Socket {
    this.#sockets.open++;
    socket.on('close', () => this.#sockets.open--);
    socket.setKeepAlive(true, PROBE_AFTER_MS).setNoDelay(true);
    dial.begin(socket);
    return socket;
  }

  #secureDirectly({ hostname, servername = '' }: ConnectTo, port: number, dial: Dial): void {
    const socket = this.#dialTls(this.#tls, servername, hostname, port, dial);
    socket.once('connect', () => dial.secure(socket));
    socket.once('secureConnect', () => dial.arrive());
  }

  #viaProxy(proxy: HttpProxy, to: ConnectTo, port: number, secure: boolean, dial: Dial): void {
    let phase: ProxyPhase = 'connecting';
    const identity = proxy.tls ?? this.#sockets.tls;
    const socket = proxy.secure
      ? this.#dialTls(identity, '', proxy.hostname, proxy.port, dial)
      : this.#dialTcp(proxy.hostname, proxy.port, dial);
    dial.explain = (error) => new ProxyError(proxy, phase, error);
    socket.once('connect', () => {
      phase = 'tls';
    });
    socket.once(proxy.secure ? 'secureConnect' : 'connect', () => {
      if (!secure) {
        dial.arrive();
        return;
      }
      phase = 'waiting';
      openTunnel(socket, proxy, authorityOf(to.hostname, port), (error) => {
        if (error !== undefined) {
          dial.fail(error);
          return;
        }
        dial.explain = undefined;
        const inside = this.#tlsSocket(this.#tls, to.servername ?? '', to.hostname, port, { socket });
        dial.secure(inside);
        inside.once('secureConnect', () => dial.arrive());
      });
    });
  }

  #tlsSocket(
    identity: TlsIdentity,
    asked: string,
    host: string,
    port: number,
    over: ConnectionOptions,
  ): Socket {
    const { secureContext, sessions } = this.#sockets.contexts.get(identity);
    const servername = identity.servername ?? (asked || (isIP(host) ? '' : host));
    const key = `${servername || host}:${port}`;
    const session = sessions.get(key);
    const socket = connectTls({
      ...over,
      host,
      servername,
      secureContext,
      rejectUnauthorized: identity.rejectUnauthorized,
      ALPNProtocols: ['http/1.1'],
      ...(session && { session }),
    });
    socket.on('session', (fresh: Buffer) => {
      if (sessions.size >= 1000) sessions.clear();
      sessions.set(key, fresh);
    });
    return socket;
  }
}

function portOf(origin: Origin): number {
  return Number(origin.host.slice(origin.host.lastIndexOf(':') + 1));
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function authorityOf(hostname: string, port: number): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}
