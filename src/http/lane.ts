import { Connection, type KeepAlive, type Rider } from './connection.ts';
import type { Connector, Sockets } from './connector.ts';
import type { Origin } from './target.ts';

/** A request that wants a connection. */
export interface Passenger extends Rider {
  /** Whether it may be sent twice; where not, a connection about to be closed is left alone. */
  readonly repeatable: boolean;
  /** It no longer wants one: cut off, or out of time. */
  readonly settled: boolean;
  /** Here is its connection. Called at most once for each `take`. */
  board(connection: Connection, lane: Lane): void;
}

/** What lanes share: the sockets of the process, the way to the hosts, and the lanes to fall back on. */
export interface Network {
  readonly sockets: Sockets;
  readonly connector: Connector;
  readonly keepAlive: KeepAlive;
  /** Connections that users may have of their own. */
  readonly ownLimit: number;
  /** All connections, the shared ones included. */
  readonly limit: number;
  /** The lane that users share once there are too many connections. */
  shared(origin: Origin): Lane;
}

/** Of every lane that has had none yet; never changed. */
const NONE: Connection[] = [];
/** How near to the moment a server closes idle connections a request is not sent that cannot be repeated, ms. */
const CLOSING_MS = 50;

/**
 * The connections to one origin, at most so many, and the requests that wait for one. A user has a lane for
 * each origin, as a browser does; a shared lane serves those who would be one connection too many.
 */
export class Lane {
  readonly origin: Origin;
  readonly #network: Network;
  readonly #most: number;
  readonly #isShared: boolean;
  /** Made with the first in it: that has room for one, and an array that is pushed to takes room for seventeen. */
  #all: Connection[] = NONE;
  #idle: Connection[] = NONE;
  #waiting: Passenger[] | undefined;

  constructor(origin: Origin, network: Network, most: number, isShared: boolean) {
    this.origin = origin;
    this.#network = network;
    this.#most = most;
    this.#isShared = isShared;
  }

  /** Whom its connections speak with, as people are told. */
  get peer(): string {
    return this.#network.connector.peer(this.origin);
  }

  /** Gives the passenger a connection, now or when one is free. */
  take(passenger: Passenger): void {
    const idle = this.#nextIdle();
    if (idle !== undefined) {
      if (idle.alive && !passenger.repeatable && aboutToClose(idle)) this.renew(idle, passenger);
      else passenger.board(idle, this);
    } else if (!this.#isShared && !this.#mayOpen()) {
      this.#network.shared(this.origin).take(passenger);
    } else if (this.#all.length < this.#most && this.#mayOpen()) {
      passenger.board(this.#open(), this);
    } else {
      this.#waiting ??= [];
      this.#waiting.push(passenger);
    }
  }

  /** Takes a connection back whose answer came to its end. */
  give(connection: Connection, now: number): void {
    connection.rider = undefined;
    connection.idleSince = now;
    const next = this.#nextWaiting();
    if (next) next.board(connection, this);
    else if (this.#idle === NONE) this.#idle = [connection];
    else this.#idle.push(connection);
  }

  /** Ends a connection that went wrong; who waits for one gets a new one. */
  drop(connection: Connection): void {
    connection.destroy();
    remove(this.#all, connection);
    remove(this.#idle, connection);
    const next = this.#nextWaiting();
    if (next) next.board(this.#open(), this);
  }

  /** Ends a connection and gives the passenger a new one in its place. */
  renew(connection: Connection, passenger: Passenger): void {
    connection.destroy();
    remove(this.#all, connection);
    remove(this.#idle, connection);
    passenger.board(this.#open(), this);
  }

  /** Ends all of its connections. */
  close(): void {
    for (const connection of this.#all) connection.destroy();
    this.#all = NONE;
    this.#idle = NONE;
    this.#waiting = undefined;
  }

  /** The idle connection that was used last: an open one where there is one, else one that may open again. */
  #nextIdle(): Connection | undefined {
    const idle = this.#idle;
    const open = idle.at(-1)?.alive ? idle.length - 1 : idle.findLastIndex((each) => each.alive);
    if (open >= 0) return open === idle.length - 1 ? idle.pop() : idle.splice(open, 1)[0];
    return idle.length > 0 && this.#mayOpen() ? idle.pop() : undefined;
  }

  /** A shared lane may always open its first, so that no origin starves. */
  #mayOpen(): boolean {
    const { sockets, limit, ownLimit } = this.#network;
    if (this.#isShared) return sockets.open < limit || !this.#all.some((each) => each.alive);
    return sockets.open < ownLimit;
  }

  #open(): Connection {
    const connection = new Connection(this.origin, this.#network.connector, this.#network.keepAlive);
    if (this.#all === NONE) this.#all = [connection];
    else this.#all.push(connection);
    return connection;
  }

  #nextWaiting(): Passenger | undefined {
    const waiting = this.#waiting;
    while (waiting !== undefined && waiting.length > 0) {
      const next = waiting.shift()!;
      if (!next.settled) return next;
    }
    return undefined;
  }
}

/** Whether the server closed an idle connection after about as long as this one has been idle. */
function aboutToClose(connection: Connection): boolean {
  const { closesAfter } = connection.origin;
  if (closesAfter === undefined) return false;
  const idle = performance.now() - connection.idleSince;
  return Math.abs(idle - closesAfter) < CLOSING_MS + closesAfter * 0.02;
}

function remove<T>(items: T[], item: T): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
