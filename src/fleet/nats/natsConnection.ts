import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { messageOf, StatestormError } from '../../domain/errors.ts';

export interface NatsOptions {
  /** `nats://user:password@host:4222`, or `tls://…`. */
  readonly url: string;
  /** A file of credentials (JWT and seed), as `nsc` writes it. */
  readonly credentials: string | undefined;
  /** A file of authorities that the server's certificate is checked against. */
  readonly ca: string | undefined;
  /** Shown to who looks at the server's connections. */
  readonly name: string;
  /** Waits for a server that is not there yet, and is told each time why that is so. */
  readonly waiting?: (error: StatestormError) => void;
}

/** How long an address may take to greet as a NATS server does, ms; a name may have two of them. */
const GREETING_MS = 4000;
/** Between two attempts to reach the server, ms. */
const RETRY_MS = 500;
/** A dead connection is noticed after two of these, ms. */
const PING_MS = 2000;

/** The URL of a server at an address; one of IPv6 stands in brackets there. */
export function natsUrlAt(host: string, port: number): string {
  return `nats://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A connection to a server with JetStream.
 * @throws StatestormError `fleet.natsAway` where no server is there, `fleet.noNats` where it cannot be used,
 * `config.unreadable` for a file.
 */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  for (;;) {
    try {
      return await connectOnce(options);
    } catch (error) {
      if (options.waiting === undefined || !(error instanceof StatestormError)) throw error;
      if (error.code !== 'fleet.natsAway') throw error;
      options.waiting(error);
      await sleep(RETRY_MS);
    }
  }
}

async function connectOnce({ url, credentials, ca, name }: NatsOptions): Promise<NatsConnection> {
  const { username, password, host, protocol } = new URL(url);
  const authenticator =
    credentials === undefined ? undefined : credsAuthenticator(read('--nats-credentials', credentials));
  const authorities = ca === undefined ? {} : { ca: read('--nats-ca', ca).toString() };
  const secure = protocol === 'tls:' || ca !== undefined;
  try {
    const connection = await connect({
      servers: host,
      name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
      timeout: GREETING_MS,
      pingInterval: PING_MS,
      ...(username !== '' && accessOf(decodeURIComponent(username), decodeURIComponent(password))),
      ...(authenticator && { authenticator }),
      ...(secure && { tls: authorities }),
    });
    await requireJetStream(connection, host);
    return connection;
  } catch (cause) {
    throw cause instanceof StatestormError ? cause : noNats(host, cause);
  }
}

/** What else may be wrong is said where it is used. */
async function requireJetStream(connection: NatsConnection, host: string): Promise<void> {
  try {
    await jetstreamManager(connection);
  } catch (cause) {
    // The package keeps the class of this error to itself.
    if (!(cause instanceof Error && cause.name === 'JetStreamNotEnabled')) return;
    await connection.close();
    throw new StatestormError(
      'fleet.noNats',
      `The NATS server at ${host} has no JetStream: ${cause.message}`,
      {
        hint: 'Start it with JetStream (nats-server -js), let the account have it, or name another server by --nats.',
      },
    );
  }
}

/** A name without a password is a token, as NATS's own tools read it. */
function accessOf(user: string, password: string): { token: string } | { user: string; pass: string } {
  return password === '' ? { token: user } : { user, pass: password };
}

function noNats(host: string, cause: unknown): StatestormError {
  const why = messageOf(cause);
  if (/authoriz|authentic/i.test(why)) {
    return new StatestormError('fleet.noNats', `The NATS server at ${host} lets nobody in so: ${why}`, {
      hint: 'Check the user and password (or token) in --nats, or the file of --nats-credentials.',
    });
  }
  if (/(does not support|available on).*(tls|server)/i.test(why)) {
    return new StatestormError('fleet.noNats', `The NATS server at ${host} does not speak TLS: ${why}`, {
      hint: 'Write nats:// in place of tls:// and leave out --nats-ca, or give the server a certificate.',
    });
  }
  if (/certificate|self.signed|altnames|tls/i.test(why)) {
    return new StatestormError('fleet.noNats', `The NATS server at ${host} is not trusted: ${why}`, {
      hint: 'Name the authority of its certificate by --nats-ca, and the server by a name that it holds.',
    });
  }
  if (/^timeout$|unexpected response/.test(why)) {
    return new StatestormError(
      'fleet.natsAway',
      `What is at ${host} does not greet as a NATS server: ${why}`,
      {
        hint: 'Check the address in --nats, the port too: 4222 is the usual one of a NATS server for its clients.',
      },
    );
  }
  return new StatestormError('fleet.natsAway', `No NATS server at ${host}: ${why}`, {
    hint: 'Start one with JetStream (nats-server -js), or name another by --nats.',
    cause,
  });
}

function read(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StatestormError('config.unreadable', `${flag}: cannot read ${path}: ${messageOf(cause)}`, {
      hint: 'Give the path of a file that this process may read.',
      cause,
    });
  }
}
