import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
} from 'node:tls';
import type { Clock } from '../domain/clock.ts';
import type { Deadlines, Timed } from './deadlines.ts';
import { NameCache } from './nameCache.ts';

/** What a target's certificate is checked against; the system's authorities where left out. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'ciphers' | 'minVersion'
>;

/** Who a socket is made for: told of each step, so that it can take the time. */
export interface Connecting {
  connecting(socket: Socket): void;
  /** TCP is there, TLS follows. */
  securing(): void;
  closed(socket: Socket): void;
}

/** What undici asks its connector for. */
export interface ConnectTo {
  readonly hostname: string;
  readonly protocol: string;
  readonly port: string;
  readonly servername?: string | undefined;
}

type Connected = (...result: [null, Socket] | [Error, null]) => void;

/** Idle time after which the system probes a connection, ms. */
const PROBE_AFTER_MS = 60_000;
/** How long one address of several is tried before the next, ms: Node's 250 are too few for a loop under load. */
const ADDRESS_ATTEMPT_MS = 1000;

/**
 * Makes every connection of a test: one cache of addresses, one TLS context and one TLS session for each host,
 * since a context for each of 10,000 connections would load the authorities 10,000 times.
 */
export class Connector {
  /** Sockets open or opening. */
  open = 0;
  readonly #timeout: number;
  readonly #tls: TlsOptions;
  readonly #lookup: LookupFunction;
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #sessions = new Map<string, Buffer>();
  #context: SecureContext | undefined;

  constructor(clock: Clock, deadlines: Deadlines, timeout: number, tls: TlsOptions = {}) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#timeout = timeout;
    this.#tls = tls;
    this.#lookup = new NameCache(clock).lookup;
  }

  connect(to: ConnectTo, owner: Connecting, done: Connected): void {
    const secure = to.protocol === 'https:';
    const socket = secure ? this.#secureSocket(to, owner) : this.#plainSocket(to);
    this.open++;
    owner.connecting(socket);
    const attempt = new Attempt(socket, this.#timeout);
    this.#deadlines.add(attempt, this.#timeout, this.#clock.now());
    let settled = false;
    socket.setKeepAlive(true, PROBE_AFTER_MS).setNoDelay(true);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.#deadlines.remove(attempt);
      settled = true;
      done(null, socket);
    });
    // Stays: a socket may fail again after it was given up.
    socket.on('error', (error) => {
      this.#deadlines.remove(attempt);
      if (settled) return;
      settled = true;
      done(error, null);
    });
    socket.once('close', () => {
      this.#deadlines.remove(attempt);
      this.open--;
      owner.closed(socket);
      if (settled) return;
      settled = true;
      done(new Error('closed while connecting'), null);
    });
  }

  #plainSocket({ hostname, port }: ConnectTo): Socket {
    return connectTcp({
      host: hostname,
      port: Number(port || 80),
      lookup: this.#lookup,
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    });
  }

  #secureSocket({ hostname, port, servername: asked }: ConnectTo, owner: Connecting): Socket {
    this.#context ??= createSecureContext(this.#tls);
    const servername = asked || (isIP(hostname) ? '' : hostname);
    const key = `${servername || hostname}:${port}`;
    const session = this.#sessions.get(key);
    const socket = connectTls({
      ...this.#tls,
      host: hostname,
      port: Number(port || 443),
      servername,
      secureContext: this.#context,
      ALPNProtocols: ['http/1.1'],
      lookup: this.#lookup,
      ...{ autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS },
      ...(session && { session }),
    });
    socket.once('connect', () => owner.securing());
    socket.on('session', (fresh: Buffer) => {
      if (this.#sessions.size >= 1000) this.#sessions.clear();
      this.#sessions.set(key, fresh);
    });
    return socket;
  }
}

/** A connection that is given so long to come about. */
class Attempt implements Timed {
  deadline = 0;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  readonly #socket: Socket;
  readonly #ms: number;

  constructor(socket: Socket, ms: number) {
    this.#socket = socket;
    this.#ms = ms;
  }

  expire(): void {
    const error = Object.assign(new Error(`not connected within ${this.#ms} ms`), {
      code: 'UND_ERR_CONNECT_TIMEOUT',
    });
    this.#socket.destroy(error);
  }
}
