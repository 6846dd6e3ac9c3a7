import type { Clock } from '../domain/clock.ts';
import type { Connector, Sockets } from './connector.ts';
import { Deadlines } from './deadlines.ts';
import { connectionLimit } from './descriptors.ts';
import { FileStore } from './fileStore.ts';
import type { HttpSettings, TlsSettings } from './httpSettings.ts';
import { Lane, type Network } from './lane.ts';
import { NameCache } from './nameCache.ts';
import { Profiles } from './profiles.ts';
import type { Shared } from './sender.ts';
import type { HttpSession } from './session.ts';
import { type Origin, Targets } from './target.ts';
import { TlsContexts } from './tlsContexts.ts';
import { readTls } from './tlsIdentity.ts';
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
  /** TLS of users who have no settings of it. Default: Node's authorities, no client certificate. */
  readonly tls?: TlsSettings;
  /** Told what an operator should know, once each. */
  readonly log?: (severity: 'info' | 'warning', message: string) => void;
}

/** Who a session is for. */
export interface SessionUser {
  /** Empty for one whose tasks give whole URLs. */
  readonly host: string;
  readonly userClass: string;
  /** How its requests are made; as the test has it where left out. */
  readonly settings?: HttpSettings | undefined;
}

/** The HTTP of one test: what its users' sessions share. */
export interface Http {
  /** Sockets open or opening now. */
  readonly connections: number;
  /**
   * One user's session.
   * @throws StatestormError `http.invalidHost` where the host is no http or https URL, `http.invalidSetting`.
   */
  session(user: SessionUser): HttpSession;
  /** Reads settings before a user has them. @throws StatestormError `http.invalidSetting`, naming the setting. */
  check(settings: HttpSettings): void;
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
  tls = {},
  log = () => {},
}: HttpOptions): Http {
  const deadlines = new Deadlines(clock);
  const files = new FileStore();
  const identity = readTls('tls', tls, files);
  const sockets: Sockets = {
    open: 0,
    clock,
    deadlines,
    timeout: connectTimeout,
    lookup: new NameCache(clock).lookup,
    contexts: new TlsContexts(),
    tls: identity,
  };
  const shared: Shared = { clock, deadlines, targets: new Targets(), keptBody, connectTimeout };
  const sessions = new Set<UserSession>();
  const sharedLanes = new Set<Lane>();
  const sharedLimit = Math.max(1, Math.min(MOST_SHARED, Math.floor(maxConnections * SHARED_PART)));

  const makeNetwork = (connector: Connector): Network => {
    const lanes = new Map<string, Lane>();
    const network: Network = {
      sockets,
      connector,
      keepAlive: { idle: keepAlive },
      ownLimit: Math.max(0, maxConnections - sharedLimit),
      limit: maxConnections,
      shared(origin: Origin): Lane {
        let lane = lanes.get(origin.href);
        if (lane === undefined) {
          if (sharedLanes.size === 0) {
            log(
              'warning',
              `${sockets.open} connections are open, of ${maxConnections} at most: further users share up to ` +
                `${sharedLimit} to each host, and their wait for one is not part of the response time. ` +
                'Raise the limit of open files (ulimit -n) or use more processes.',
            );
          }
          lane = new Lane(origin, network, sharedLimit, true);
          lanes.set(origin.href, lane);
          sharedLanes.add(lane);
        }
        return lane;
      },
    };
    return network;
  };
  const profiles = new Profiles(
    sockets,
    { userAgent, timeout: requestTimeout, tls: identity, files },
    makeNetwork,
  );
  const kit: SessionKit = {
    shared,
    opened: (session) => sessions.add(session),
    closed: (session) => sessions.delete(session),
  };

  return {
    get connections() {
      return sockets.open;
    },
    session: ({ host, userClass, settings }) =>
      new UserSession(kit, profiles.of(settings), shared.targets.host(host), userClass),
    check(settings) {
      profiles.of(settings);
    },
    close() {
      for (const session of [...sessions]) session.close();
      for (const lane of sharedLanes) lane.close();
      deadlines.close();
    },
  };
}
