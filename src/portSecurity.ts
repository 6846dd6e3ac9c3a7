import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config } from './config/loadConfig.ts';
import { messageOf, StatestormError } from './domain/errors.ts';
import type { Credentials } from './server/access/guard.ts';
import type { TlsFiles } from './server/listen.ts';
import type { PortSecurity } from './server/options.ts';

/** What the configuration says of who may do what, and of TLS, on both ports. */
export interface PortSecurities {
  readonly web: PortSecurity;
  readonly recipes: PortSecurity;
  readonly tls: TlsFiles | undefined;
}

/**
 * Reads it from the configuration, the files of the certificate included.
 * @throws StatestormError `config.conflict` or `config.unreadable`, naming the flags.
 */
export function portSecurities(config: Config): PortSecurities {
  const tls = readTls(config);
  const { allowedOrigins, trustProxy, sreToken } = config;
  const common = { allowedOrigins, trustProxy, tls: tls !== undefined };
  const token: Credentials[] = sreToken === undefined ? [] : [{ kind: 'token', token: sreToken }];
  return {
    web: { ...common, credentials: webCredentials(config) },
    recipes: { ...common, credentials: token },
    tls,
  };
}

function webCredentials(config: Config): Credentials[] {
  const { webLogin, webUser, webPassword, webLoginHeader, trustProxy } = config;
  const fail = (message: string, hint: string): never => {
    throw new StatestormError('config.conflict', message, { hint });
  };
  if (!webLogin) {
    const given = [
      webUser && '--web-user',
      webPassword && '--web-password',
      webLoginHeader && '--web-login-header',
    ];
    const lone = given.find(Boolean);
    if (lone) fail(`${lone} has no meaning without --web-login`, 'Add --web-login, or leave it out.');
    return [];
  }
  if ((webUser === undefined) !== (webPassword === undefined)) {
    fail(
      '--web-user and --web-password belong together',
      'Give both, such as LOCUST_WEB_USER and LOCUST_WEB_PASSWORD.',
    );
  }
  if (webLoginHeader !== undefined && !trustProxy) {
    fail('--web-login-header needs --trust-proxy', 'Add it where only the proxy can reach this port.');
  }
  const credentials: Credentials[] = [];
  if (webUser !== undefined && webPassword !== undefined) {
    credentials.push({ kind: 'login', user: webUser, password: webPassword });
  }
  if (webLoginHeader !== undefined) credentials.push({ kind: 'header', name: webLoginHeader });
  if (credentials.length === 0) {
    fail(
      '--web-login lets nobody in',
      'Give --web-user and --web-password (LOCUST_WEB_USER, LOCUST_WEB_PASSWORD), or --web-login-header.',
    );
  }
  return credentials;
}

function readTls({ tlsCert, tlsKey }: Config): TlsFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new StatestormError('config.conflict', '--tls-cert and --tls-key belong together', {
      hint: 'Give the certificate and its private key, both as PEM files.',
    });
  }
  const read = (flag: string, path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (cause) {
      throw new StatestormError('config.unreadable', `${flag}: ${path} cannot be read: ${messageOf(cause)}`, {
        hint: 'Give a PEM file that this user may read.',
        cause,
      });
    }
  };
  const files = { cert: read('--tls-cert', tlsCert), key: read('--tls-key', tlsKey) };
  try {
    createSecureContext(files);
  } catch (cause) {
    throw new StatestormError(
      'config.unreadable',
      `--tls-cert ${tlsCert} and --tls-key ${tlsKey} are no certificate and its key: ${messageOf(cause)}`,
      { hint: 'Give PEM files that belong together.', cause },
    );
  }
  return files;
}
