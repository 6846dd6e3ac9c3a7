import type { Socket } from 'node:net';
import type { Timed } from './deadlines.ts';

/** Who a socket is made for: told of each step, so that it can take the time. */
export interface Connecting {
  /** The attempt begins. */
  connecting(socket: Socket): void;
  /** The way to the target is there, TLS with it follows; in a tunnel over another socket than before. */
  securing(socket: Socket): void;
  /** It is there, requests can be written. */
  connected(): void;
  closed(socket: Socket): void;
}

export type Connected = (...result: [null, Socket] | [Error, null]) => void;

/**
 * One attempt to connect: over one socket, or in a tunnel over one on top of another. The first that happens
 * settles it: it arrived, an error, a close, or its time is over.
 */
export class Dial implements Timed {
  deadline = 0;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  /** What an error means at the step that is being made. */
  explain: ((error: Error) => Error) | undefined = undefined;
  readonly #owner: Connecting;
  readonly #ms: number;
  readonly #settle: Connected;
  #socket: Socket | undefined;
  #settled = false;

  /** @param settle Called once. */
  constructor(owner: Connecting, ms: number, settle: Connected) {
    this.#owner = owner;
    this.#ms = ms;
    this.#settle = settle;
  }

  begin(socket: Socket): void {
    this.#take(socket);
    this.#owner.connecting(socket);
  }

  /** TLS with the target follows, over the same socket or on top of it. */
  secure(socket: Socket): void {
    if (socket !== this.#socket) this.#take(socket);
    this.#owner.securing(socket);
  }

  arrive(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#owner.connected();
    this.#settle(null, this.#socket!);
  }

  /** Gives up; the socket is no longer of use. */
  fail(error: Error): void {
    this.#socket!.destroy();
    this.#give(error);
  }

  expire(): void {
    const error = Object.assign(new Error(`not connected within ${this.#ms} ms`), {
      code: 'UND_ERR_CONNECT_TIMEOUT',
    });
    this.#socket!.destroy(error);
  }

  #take(socket: Socket): void {
    this.#socket = socket;
    // Stays: a socket may fail again after it was given up.
    socket.on('error', (error) => this.#give(error));
    socket.on('close', () => {
      // One below another closes first, and knows less.
      if (this.#socket !== socket) return;
      this.#owner.closed(socket);
      this.#give(new Error('closed while connecting'));
    });
  }

  #give(error: Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(this.explain?.(error) ?? error, null);
  }
}
