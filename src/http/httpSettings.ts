import type { Duration } from '../domain/duration.ts';

/**
 * A certificate or key in PEM: its text or bytes, or a file of it. A text that holds `-----BEGIN` is the PEM
 * itself; any other is a path, relative to the working directory. A `file:` URL is a file always.
 */
export type PemSource = string | Uint8Array | URL;

/** How TLS connections are made, and whom they trust. */
export interface TlsSettings {
  /** The authorities that the server's certificate is checked against. Default: those that Node brings. */
  readonly ca?: PemSource | readonly PemSource[];
  /** The client's certificate, followed by its chain. Its `key` may stand in the same PEM. */
  readonly cert?: PemSource;
  /** The private key of `cert`. */
  readonly key?: PemSource;
  /** Certificate and key in one PKCS #12 file, in place of `cert` and `key`: its bytes, a path or a `file:` URL. */
  readonly pfx?: string | Uint8Array | URL;
  /** What `key` or `pfx` is encrypted with. */
  readonly passphrase?: string;
  /** Whether a certificate that does not hold fails the request. Default true. */
  readonly rejectUnauthorized?: boolean;
  /** The name that is asked for (SNI) and that the certificate must be for. Default: the host's. */
  readonly servername?: string;
  /** Cipher suites as OpenSSL lists them. Default: Node's. */
  readonly ciphers?: string;
  /** The oldest version of TLS that is spoken. Default `TLSv1.2`. */
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** A proxy that leads to the hosts, and those that are reached without it. */
export interface ProxySettings {
  /** `http://host:port` or `https://host:port`; a user and a password in it are percent-encoded. */
  readonly url: string | URL;
  /**
   * Hosts that are asked directly: `shop.test` with all that ends in `.shop.test`, `.shop.test` or
   * `*.shop.test` for these alone, an address such as `127.0.0.1` or `[::1]`; each of them with `:port` for that port alone.
   */
  readonly exclude?: readonly string[];
  /** TLS with an `https:` proxy itself. Default: as the test has it; `tls` beside `proxy` is for the targets. */
  readonly tls?: TlsSettings;
}

/**
 * How a user class, or a single user, makes its requests. Users who are given the same object share what was
 * made of it; it is read once, so a later change of it is not seen.
 */
export interface HttpSettings {
  /**
   * Sent with every request to every host, unless the request says otherwise. A redirect to another origin goes
   * without `authorization`, `cookie` and `host`, whoever gave them.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** From the start of a request to the end of its last body. Default 60 s, 0 for no end. */
  readonly timeout?: Duration;
  /** Redirects to follow. Default 30, 0 for none. */
  readonly maxRedirects?: number;
  /** Connections that a user may have to one origin; requests beyond wait. Default 6, as browsers have it. */
  readonly connections?: number;
  /** The `user-agent` header. Default `statestorm`. */
  readonly userAgent?: string;
  /** The proxy, as its URL where nothing else is to be said. Default: none; the environment is not asked. */
  readonly proxy?: string | URL | ProxySettings;
  readonly tls?: TlsSettings;
}
