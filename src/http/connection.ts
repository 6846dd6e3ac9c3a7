import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Connecting, Connector } from './connector.ts';
import type { Origin } from './target.ts';

/** A request that rides on a connection. */
export interface Rider extends Dispatcher.DispatchHandler {
  /** The connection is being opened. */
  connecting(): void;
  securing(): void;
  /** It is open, the request can be written. */
  connected(): void;
}

/** How connections are kept. */
export interface KeepAlive {
  /** ms that an idle connection is kept where the server says nothing. */
  readonly idle: number;
}

/** Taken off what the server says it keeps an idle connection, ms. */
const HINT_MARGIN_MS = 1000;
const NOTHING = (): void => {};

/** One connection to an origin: an undici Client, which opens its socket when it is first used or was closed. */
export class Connection implements Connecting {
  readonly origin: Origin;
  /** Whether the request that rides now found an open socket, which the server may be about to close. */
  reused = false;
  rider: Rider | undefined = undefined;
  /** When the last request left it, ms of performance.now(). */
  idleSince = 0;
  /** The socket, from the attempt to connect to its end. */
  socket: Socket | undefined = undefined;
  readonly #client: Client;

  constructor(origin: Origin, connector: Connector, keepAlive: KeepAlive) {
    this.origin = origin;
    this.#client = new Client(origin.url, {
      connect: (options, callback) => connector.connect(options, this, callback),
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAlive.idle,
      keepAliveTimeoutThreshold: HINT_MARGIN_MS,
      maxHeaderSize: 64 * 1024,
    });
  }

  /** Whether there is a socket. */
  get alive(): boolean {
    return this.socket !== undefined;
  }

  send(rider: Rider, request: Dispatcher.DispatchOptions): void {
    this.rider = rider;
    this.reused = this.socket !== undefined;
    this.#client.dispatch(request, rider);
  }

  /** Ends it at once, whatever is on it; a socket still connecting too. */
  destroy(): void {
    this.rider = undefined;
    this.#client.destroy(null, NOTHING);
    this.socket?.destroy();
  }

  connecting(socket: Socket): void {
    this.socket = socket;
    this.reused = false;
    this.rider?.connecting();
    socket.once('connect', () => {
      if (!this.origin.secure) this.rider?.connected();
    });
    if (this.origin.secure) socket.once('secureConnect', () => this.rider?.connected());
  }

  securing(): void {
    this.rider?.securing();
  }

  closed(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    if (this.rider === undefined && socket.readableEnded) {
      this.origin.closesAfter = performance.now() - this.idleSince;
    }
  }
}
