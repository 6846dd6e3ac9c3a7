import { createHash } from 'node:crypto';
import type { FileStore } from './fileStore.ts';
import type { ProxySettings } from './httpSettings.ts';
import { checkKeys, invalidSetting } from './invalidSetting.ts';
import { basicAuthorization } from './target.ts';
import { readTls, type TlsIdentity } from './tlsIdentity.ts';

/** A proxy as connections are made to it. */
export interface HttpProxy {
  /** Equal for equal settings. */
  readonly key: string;
  /** `host:port` as people are told, without its user. */
  readonly host: string;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Whether TLS is spoken with the proxy itself. */
  readonly secure: boolean;
  /** What it is told in `proxy-authorization`. */
  readonly authorization: string | undefined;
  /** Undefined for the test's own. */
  readonly tls: TlsIdentity | undefined;
  /** Whether a host, given without brackets, is asked directly. */
  excludes(hostname: string, port: number): boolean;
}

const URL_HINT = 'Give it with its scheme and port, such as http://user:secret@proxy.test:3128.';

/** @throws StatestormError `http.invalidSetting`, never with the proxy's password in it. */
export function readProxy(given: string | URL | ProxySettings, files: FileStore): HttpProxy {
  const settings = typeof given === 'string' || given instanceof URL ? { url: given } : given;
  checkKeys('http.proxy', settings, ['url', 'exclude', 'tls']);
  const at = settings === given ? 'http.proxy.url' : 'http.proxy';
  const url = readUrl(at, settings.url);
  const secure = url.protocol === 'https:';
  const hostname = withoutBrackets(url.hostname);
  const port = Number(url.port || (secure ? 443 : 80));
  const authorization = basicAuthorization(url);
  const tls = settings.tls === undefined ? undefined : readTls('http.proxy.tls', settings.tls, files);
  const exclude = settings.exclude ?? [];
  const rules = readRules(exclude);
  const parts = [url.href, tls?.key, ...exclude];
  return {
    key: createHash('sha256').update(JSON.stringify(parts)).digest('base64'),
    host: `${url.hostname}:${port}`,
    hostname,
    port,
    secure,
    authorization,
    tls,
    excludes: (host, toPort) => rules.some((rule) => matches(rule, host, toPort)),
  };
}

function readUrl(setting: string, given: unknown): URL {
  const url = typeof given === 'string' || given instanceof URL ? URL.parse(String(given)) : null;
  if (url === null || url.hostname === '') {
    throw invalidSetting(setting, 'is not the URL of a proxy', URL_HINT);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalidSetting(
      setting,
      `proxies of ${url.protocol} are not spoken to, http: and https: are`,
      URL_HINT,
    );
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw invalidSetting(setting, 'a proxy has no path', URL_HINT);
  }
  return url;
}

interface Rule {
  /** Lower-case, without a leading dot or brackets. */
  readonly name: string;
  /** Whether only what is below the name is meant. */
  readonly below: boolean;
  readonly port: number | undefined;
}

const RULE = /^(\*?\.)?(\[[\da-f:.]+\]|[^\s:/@*]+)(?::(\d{1,5}))?$/i;

function readRules(exclude: readonly string[]): Rule[] {
  const hint = 'Give a list of hosts, such as ["localhost", ".internal.test", "10.0.0.7:8080"].';
  if (!Array.isArray(exclude)) throw invalidSetting('http.proxy.exclude', 'is not a list', hint);
  return exclude.map((text: unknown, index) => {
    const parts = typeof text === 'string' ? RULE.exec(text) : null;
    if (parts === null) {
      throw invalidSetting(`http.proxy.exclude[${index}]`, `not a host: ${JSON.stringify(text)}`, hint);
    }
    const [, dot, name, port] = parts;
    return {
      name: withoutBrackets(name!.toLowerCase()),
      below: dot !== undefined,
      port: port === undefined ? undefined : Number(port),
    };
  });
}

function matches({ name, below, port }: Rule, hostname: string, toPort: number): boolean {
  if (port !== undefined && port !== toPort) return false;
  return (hostname === name && !below) || hostname.endsWith(`.${name}`);
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
