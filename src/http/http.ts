import type { Clock } from '../domain/clock.ts';
import { Connector, type TlsOptions } from './connector.ts';
import { Deadlines } from './deadlines.ts';
import { connectionLimit } from './descriptors.ts';
import { Lane, type Network } from './lane.ts';
import { defaultHeaders } from './prepare.ts';
import type { Shared } from './sender.ts';
import type { HttpSession } from './session.ts';
import { type Origin, Targets } from './target.ts';
import { type SessionKit, UserSession } from './userSession.ts';

/** How a test's requests are made. */
export interface HttpOptions {
  readonly clock: Clock;
  /** Connections that may be open at once; past it users share. Default: what the file descriptors allow, ≤ 20,000. */
  readonly maxConnections?: number;
  /** What a request is given unless it says otherwise, ms. Default 60,000. */
  readonly requestTimeout?: number;
  /** What a connection is given to come about, ms. Default 10,000. */
  readonly connectTimeout?: number;
  /** How long an idle connection is kept where the server gives no hint, ms. Default 120,000. */
  readonly keepAlive?: number;
  /** Bytes of a body that a response keeps. Default 8 MiB. */
  readonly keptBody?: number;
  readonly userAgent?: string;
  /** What certificates are checked against. Default: the system's authorities. */
  readonly tls?: TlsOptions;
  /** Told what an operator should know, once each. */
  readonly log?: (severity: 'info' | 'warning', message: string) => void;
}

/** The HTTP of one test: what its users' sessions share. */
export interface Http {
  /** Sockets open or opening now. */
  readonly connections: number;
  /**
   * One user's session. An empty host is one whose tasks give whole URLs.
   * @throws StatestormError `http.invalidHost` where the host is no http or https URL.
   */
  session(user: { readonly host: string; readonly userClass: string }): HttpSession;
  /** Cuts off what is in flight and closes every connection. */
  close(): void;
}

/** The share of all connections that is kept for those who have none of their own. */
const SHARED_PART = 0.1;
const MOST_SHARED = 1024;

/** Makes the HTTP of one test. Holds no socket until a request is made. */
export function createHttp({
  clock,
  maxConnections = connectionLimit(),
  requestTimeout = 60_000,
  connectTimeout = 10_000,
  keepAlive = 120_000,
  keptBody = 8 * 1024 * 1024,
  userAgent = 'statestorm',
  tls,
  log = () => {},
}: HttpOptions): Http {
  const deadlines = new Deadlines(clock);
  const connector = new Connector(clock, deadlines, connectTimeout, tls);
  const shared: Shared = { clock, deadlines, targets: new Targets(), keptBody, connectTimeout };
  const sessions = new Set<UserSession>();
  const sharedLanes = new Map<string, Lane>();
  const sharedLimit = Math.max(1, Math.min(MOST_SHARED, Math.floor(maxConnections * SHARED_PART)));

  const network: Network = {
    connector,
    keepAlive: { idle: keepAlive },
    ownLimit: Math.max(0, maxConnections - sharedLimit),
    limit: maxConnections,
    shared(origin: Origin): Lane {
      let lane = sharedLanes.get(origin.href);
      if (lane === undefined) {
        if (sharedLanes.size === 0) {
          log(
            'warning',
            `${connector.open} connections are open, of ${maxConnections} at most: further users share up to ` +
              `${sharedLimit} to each host, and their wait for one is not part of the response time. ` +
              'Raise the limit of open files (ulimit -n) or use more processes.',
          );
        }
        lane = new Lane(origin, network, sharedLimit, true);
        sharedLanes.set(origin.href, lane);
      }
      return lane;
    },
  };
  const kit: SessionKit = {
    shared,
    defaults: { headers: defaultHeaders(userAgent), timeout: requestTimeout },
    network,
    opened: (session) => sessions.add(session),
    closed: (session) => sessions.delete(session),
  };

  return {
    get connections() {
      return connector.open;
    },
    session: ({ host, userClass }) => new UserSession(kit, shared.targets.host(host), userClass),
    close() {
      for (const session of [...sessions]) session.close();
      for (const lane of sharedLanes.values()) lane.close();
      deadlines.close();
    },
  };
}
