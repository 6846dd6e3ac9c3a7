import { type Duration, toMs } from '../domain/duration.ts';
import { messageOf } from '../domain/errors.ts';
import { Connector, type Sockets } from './connector.ts';
import type { FileStore } from './fileStore.ts';
import { defaultHeaders, type HeaderList, withHeaders } from './headers.ts';
import type { HttpSettings } from './httpSettings.ts';
import { checkKeys, invalidSetting } from './invalidSetting.ts';
import type { Network } from './lane.ts';
import type { Defaults } from './prepare.ts';
import { readProxy } from './proxy.ts';
import { readTls, type TlsIdentity } from './tlsIdentity.ts';

/** What was made of settings: how users who have them connect, and what their requests say. */
export interface Profile {
  readonly network: Network;
  readonly defaults: Defaults;
  /** Connections that a user may have to one origin. */
  readonly connections: number;
}

/** What holds where settings say nothing. */
export interface ProfileDefaults {
  readonly userAgent: string;
  /** ms. */
  readonly timeout: number;
  readonly tls: TlsIdentity;
  readonly files: FileStore;
}

const KNOWN = ['headers', 'timeout', 'maxRedirects', 'connections', 'userAgent', 'proxy', 'tls'];
const MOST_REDIRECTS = 30;
/** Connections of one user to one origin, as browsers have it. */
const CONNECTIONS_PER_ORIGIN = 6;

/** The profiles of a test: one for all who have no settings, one for each object of settings. */
export class Profiles {
  readonly #sockets: Sockets;
  readonly #defaults: ProfileDefaults;
  readonly #makeNetwork: (connector: Connector) => Network;
  /** By the keys of TLS and proxy: equal settings share their connections' pool, whatever object they came in. */
  readonly #networks = new Map<string, Network>();
  readonly #known = new WeakMap<HttpSettings, Profile>();
  #plain: Profile | undefined;

  constructor(sockets: Sockets, defaults: ProfileDefaults, makeNetwork: (connector: Connector) => Network) {
    this.#sockets = sockets;
    this.#defaults = defaults;
    this.#makeNetwork = makeNetwork;
  }

  /** @throws StatestormError `http.invalidSetting`, naming the setting. */
  of(settings: HttpSettings | undefined): Profile {
    if (settings === undefined) {
      this.#plain ??= this.#read({});
      return this.#plain;
    }
    checkKeys('http', settings, KNOWN);
    let profile = this.#known.get(settings);
    if (profile === undefined) {
      profile = this.#read(settings);
      this.#known.set(settings, profile);
    }
    return profile;
  }

  #read(settings: HttpSettings): Profile {
    const { userAgent, timeout, files } = this.#defaults;
    return {
      network: this.#networkOf(settings),
      defaults: {
        headers: readHeaders(settings, userAgent),
        timeout: settings.timeout === undefined ? timeout : readTimeout(settings.timeout),
        maxRedirects: readCount('maxRedirects', settings.maxRedirects, 0) ?? MOST_REDIRECTS,
        files,
      },
      connections: readCount('connections', settings.connections, 1) ?? CONNECTIONS_PER_ORIGIN,
    };
  }

  #networkOf({ tls: given, proxy: via }: HttpSettings): Network {
    const { files, tls: ofTheTest } = this.#defaults;
    const { contexts } = this.#sockets;
    const tls = given === undefined ? ofTheTest : readTls('http.tls', given, files);
    const proxy = via === undefined ? undefined : readProxy(via, files);
    const key = `${tls.key} ${proxy?.key ?? ''}`;
    let network = this.#networks.get(key);
    if (network === undefined) {
      if (given !== undefined) contexts.check('http.tls', tls);
      if (proxy?.tls !== undefined) contexts.check('http.proxy.tls', proxy.tls);
      network = this.#makeNetwork(new Connector(this.#sockets, tls, proxy));
      this.#networks.set(key, network);
    }
    return network;
  }
}

function readHeaders({ headers = {}, userAgent: own }: HttpSettings, userAgent: string): HeaderList {
  if (own !== undefined && typeof own !== 'string') {
    throw invalidSetting('http.userAgent', 'is not a text', 'Give a text, or leave it out.');
  }
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw invalidSetting(
      'http.headers',
      'is not an object of headers',
      "Give it as { 'accept-language': 'en' }.",
    );
  }
  try {
    return withHeaders(withHeaders(defaultHeaders(userAgent), { 'user-agent': own ?? userAgent }), headers);
  } catch (cause) {
    throw invalidSetting(
      'http.headers',
      messageOf(cause),
      'Names have no spaces; values no line breaks.',
      cause,
    );
  }
}

function readTimeout(given: Duration): number {
  try {
    return toMs(given);
  } catch (cause) {
    throw invalidSetting(
      'http.timeout',
      messageOf(cause),
      'Give ms, or a text such as "10s"; 0 for no end.',
      cause,
    );
  }
}

function readCount(name: string, given: unknown, least: number): number | undefined {
  if (given === undefined || (Number.isSafeInteger(given) && (given as number) >= least)) {
    return given as number | undefined;
  }
  throw invalidSetting(
    `http.${name}`,
    `is not a whole number of ${least} or more`,
    'Give one, or leave it out.',
  );
}
