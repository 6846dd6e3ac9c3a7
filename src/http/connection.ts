import type { Socket } from 'node:net';
import { Client, type Dispatcher, errors } from 'undici';
import type { Connector } from './connector.ts';
import type { Connecting } from './dial.ts';
import { hasHeader } from './headers.ts';
import type { HttpProxy } from './proxy.ts';
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
/** One for all: undici would make one for each connection, and its stack takes longer than the end of the socket. */
const DESTROYED = new errors.ClientDestroyedError();

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
  /** The proxy that requests are handed to as a whole; undefined where the connection leads to the origin. */
  readonly #forwarding: HttpProxy | undefined;

  constructor(origin: Origin, connector: Connector, keepAlive: KeepAlive) {
    this.origin = origin;
    this.#forwarding = connector.forwarding(origin);
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
    this.#client.dispatch(
      this.#forwarding === undefined ? request : forwarded(request, this.origin, this.#forwarding),
      rider,
    );
  }

  /** Ends it at once, whatever is on it; a socket still connecting too. */
  destroy(): void {
    this.rider = undefined;
    this.#client.destroy(DESTROYED, NOTHING);
    this.socket?.destroy();
  }

  connecting(socket: Socket): void {
    this.socket = socket;
    this.reused = false;
    this.rider?.connecting();
  }

  securing(socket: Socket): void {
    this.socket = socket;
    this.rider?.securing();
  }

  connected(): void {
    this.rider?.connected();
  }

  closed(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    if (this.rider === undefined && socket.readableEnded) {
      this.origin.closesAfter = performance.now() - this.idleSince;
    }
  }
}

/** The request as a proxy takes it: in the absolute form (RFC 9112, 3.2.2), with what lets us in. */
function forwarded(
  request: Dispatcher.DispatchOptions,
  origin: Origin,
  { authorization }: HttpProxy,
): Dispatcher.DispatchOptions {
  const headers = request.headers as string[];
  return {
    ...request,
    path: origin.href + request.path,
    headers:
      authorization === undefined || hasHeader(headers, 'proxy-authorization')
        ? headers
        : [...headers, 'proxy-authorization', authorization],
  };
}
