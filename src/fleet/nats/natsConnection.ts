import { readFileSync } from 'node:fs';
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
  /** Whether to wait for a server that is not there yet. */
  readonly patient: boolean;
}

/** Between two attempts to reach the server, ms. */
const RETRY_MS = 500;
/** A dead connection is noticed after two of these, ms. */
const PING_MS = 2000;

/** @throws StatestormError `fleet.noNats` where the server cannot be reached, `config.unreadable` for a file. */
export async function connectNats({
  url,
  credentials,
  ca,
  name,
  patient,
}: NatsOptions): Promise<NatsConnection> {
  const { username, password, host, protocol } = new URL(url);
  const authenticator =
    credentials === undefined ? undefined : credsAuthenticator(read('--nats-credentials', credentials));
  const secure = protocol === 'tls:' || ca !== undefined;
  try {
    return await connect({
      servers: host,
      name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
      pingInterval: PING_MS,
      waitOnFirstConnect: patient,
      ...(username !== '' && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
      ...(authenticator && { authenticator }),
      ...(secure && { tls: ca === undefined ? {} : { ca: read('--nats-ca', ca).toString() } }),
    });
  } catch (cause) {
    throw new StatestormError('fleet.noNats', `No NATS server at ${host}: ${messageOf(cause)}`, {
      hint: 'Start one with JetStream (nats-server -js), or name another by --nats.',
      cause,
    });
  }
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
