import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { invalidSetting } from './invalidSetting.ts';
import type { TlsIdentity } from './tlsIdentity.ts';

/** What connections of one identity have in common. */
export interface TlsContext {
  readonly secureContext: SecureContext;
  /** The last TLS session with each server, to be resumed: by this identity alone, since it is part of it. */
  readonly sessions: Map<string, Buffer>;
}

/** Contexts that are kept, of 25 to 45 KB each; another one takes 0.3 ms when it is needed. */
const MOST = 500;

/**
 * The contexts of a test's TLS connections, one for each identity: 10,000 users of the same settings have one
 * (each would load the authorities anew), 10,000 with certificates of their own the ones that were used last.
 */
export class TlsContexts {
  readonly #contexts = new Map<string, TlsContext>();

  get(identity: TlsIdentity): TlsContext {
    let context = this.#contexts.get(identity.key);
    if (context === undefined) {
      context = { secureContext: createSecureContext(identity.context), sessions: new Map() };
      if (this.#contexts.size >= MOST) this.#contexts.delete(this.#contexts.keys().next().value!);
    } else {
      this.#contexts.delete(identity.key);
    }
    // In order of use, the last one at the end.
    this.#contexts.set(identity.key, context);
    return context;
  }

  /** @throws StatestormError `http.invalidSetting`, naming the setting that no context can be made from. */
  check(setting: string, identity: TlsIdentity): void {
    try {
      this.get(identity);
    } catch (cause) {
      throw culprit(setting, identity.context, cause);
    }
  }
}

function culprit(setting: string, options: SecureContextOptions, cause: unknown): Error {
  const { passphrase } = options;
  const secret = passphrase === undefined ? {} : { passphrase };
  for (const name of ['ca', 'cert', 'key', 'pfx', 'ciphers', 'minVersion'] as const) {
    if (options[name] === undefined) continue;
    try {
      createSecureContext({ [name]: options[name], ...secret });
    } catch (error) {
      const hint =
        name === 'key' || name === 'pfx'
          ? 'Is it what it should be, and is its passphrase right?'
          : 'Is it what it should be?';
      return invalidSetting(`${setting}.${name}`, 'is refused', hint, error);
    }
  }
  return invalidSetting(
    `${setting}.key`,
    'is not the key of the certificate',
    'Give the two of a pair.',
    cause,
  );
}
