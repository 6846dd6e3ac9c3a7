import { createHash, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { FileStore } from './fileStore.ts';
import type { PemSource, TlsSettings } from './httpSettings.ts';
import { checkKeys, invalidSetting } from './invalidSetting.ts';

/** As whom TLS is spoken, and whom it trusts: settings whose files were read. */
export interface TlsIdentity {
  /** Equal for equal settings, whatever files or objects they came from. */
  readonly key: string;
  /** What a context is made from. */
  readonly context: SecureContextOptions;
  readonly rejectUnauthorized: boolean;
  readonly servername: string | undefined;
}

const KNOWN = [
  ...['ca', 'cert', 'key', 'pfx', 'passphrase'],
  ...['rejectUnauthorized', 'servername', 'ciphers', 'minVersion'],
];
const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const PEM = '-----BEGIN';
const PEM_HINT =
  'Give its PEM as text or bytes, a path relative to the working directory, or a file: URL such as ' +
  "new URL('./client.pem', import.meta.url).";

/**
 * Reads TLS settings. What the certificates and keys are worth is seen where a context is made.
 * @param setting What errors call it, such as `http.tls`.
 * @throws StatestormError `http.invalidSetting`.
 */
export function readTls(setting: string, settings: TlsSettings, files: FileStore): TlsIdentity {
  checkKeys(setting, settings, KNOWN);
  checkWords(setting, settings);
  const { passphrase, ciphers, minVersion, rejectUnauthorized = true, servername } = settings;
  const pem = (name: 'cert' | 'key', given: PemSource | undefined) =>
    given === undefined ? undefined : readPem(`${setting}.${name}`, given, files);
  const ca = settings.ca === undefined ? undefined : readAuthorities(`${setting}.ca`, settings.ca, files);
  const cert = pem('cert', settings.cert);
  const key = pem('key', settings.key) ?? (cert !== undefined && holdsKey(cert) ? cert : undefined);
  const pfx = settings.pfx === undefined ? undefined : readFile(`${setting}.pfx`, settings.pfx, files);
  if (cert !== undefined && key === undefined) {
    throw invalidSetting(`${setting}.key`, 'is missing', 'A certificate is of use with its private key.');
  }
  if (key !== undefined && cert === undefined) {
    throw invalidSetting(`${setting}.cert`, 'is missing', 'A private key is of use with its certificate.');
  }
  const context: SecureContextOptions = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(pfx !== undefined && { pfx }),
    ...(passphrase !== undefined && { passphrase }),
    ...(ciphers !== undefined && { ciphers }),
    ...(minVersion !== undefined && { minVersion }),
  };
  return { key: keyOf(context, rejectUnauthorized, servername), context, rejectUnauthorized, servername };
}

function checkWords(setting: string, settings: TlsSettings): void {
  for (const name of ['passphrase', 'servername', 'ciphers'] as const) {
    const value: unknown = settings[name];
    if (value !== undefined && typeof value !== 'string') {
      throw invalidSetting(`${setting}.${name}`, 'is not a text', 'Give a text, or leave it out.');
    }
  }
  const { rejectUnauthorized, minVersion } = settings;
  if (rejectUnauthorized !== undefined && typeof rejectUnauthorized !== 'boolean') {
    throw invalidSetting(`${setting}.rejectUnauthorized`, 'is neither true nor false', 'Give one of them.');
  }
  if (minVersion !== undefined && !VERSIONS.includes(minVersion)) {
    throw invalidSetting(
      `${setting}.minVersion`,
      'is no version of TLS',
      `Give one of ${VERSIONS.join(', ')}.`,
    );
  }
}

function readAuthorities(
  setting: string,
  given: PemSource | readonly PemSource[],
  files: FileStore,
): Buffer[] {
  const sources = Array.isArray(given) ? (given as readonly PemSource[]) : [given as PemSource];
  return sources.map((source, index) => {
    const name = Array.isArray(given) ? `${setting}[${index}]` : setting;
    const pem = readPem(name, source, files);
    try {
      // A context would pass over what it cannot read, and trust nobody.
      new X509Certificate(pem);
    } catch (cause) {
      throw invalidSetting(name, 'holds no certificate', PEM_HINT, cause);
    }
    return pem;
  });
}

function readPem(setting: string, given: PemSource, files: FileStore): Buffer {
  if (typeof given === 'string' && given.includes(PEM)) return Buffer.from(given);
  const bytes = readFile(setting, given, files);
  if (!bytes.includes(PEM)) throw invalidSetting(setting, `holds no "${PEM}" of a PEM`, PEM_HINT);
  return bytes;
}

function readFile(setting: string, given: string | Uint8Array | URL, files: FileStore): Buffer {
  if (given instanceof Uint8Array) return bufferOf(given);
  if ((typeof given !== 'string' || given === '') && !(given instanceof URL)) {
    throw invalidSetting(setting, 'is neither text, bytes nor a file', PEM_HINT);
  }
  let opened: ReturnType<FileStore['open']>;
  try {
    opened = files.open(given);
  } catch (cause) {
    throw invalidSetting(setting, 'cannot be read', PEM_HINT, cause);
  }
  if (opened instanceof Uint8Array) return bufferOf(opened);
  throw invalidSetting(setting, 'is too large a file', PEM_HINT);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function holdsKey(pem: Buffer): boolean {
  return pem.includes('PRIVATE KEY-----');
}

/** Every setting counts: a session that one identity began must never be resumed by another. */
function keyOf(context: SecureContextOptions, rejectUnauthorized: boolean, servername = ''): string {
  const { ca = [], cert = '', key = '', pfx = '', passphrase = '', ciphers = '', minVersion = '' } = context;
  const hash = createHash('sha256');
  const parts = [...(ca as Buffer[]), cert, key, pfx, passphrase, ciphers, minVersion, servername];
  for (const part of parts as (Buffer | string)[]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.update(String(rejectUnauthorized)).digest('base64');
}
