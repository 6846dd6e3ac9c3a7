import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type KV, Kvm } from '@nats-io/kv';
import { type ObjectStore, Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LoadBundle } from '../../authoring/bundleLoadFiles.ts';
import type { FleetNames } from './names.ts';

/** The load that a fleet's members have users of: what they need of it, and how to come by it. */
export interface Code<Choice> {
  /** Of the program that wrote it: another one may read it otherwise. */
  readonly version: string;
  /** Of all that follows: the same for the same load. */
  readonly hash: string;
  /** The load files among `files`; none where the program's own load runs. */
  readonly entries: readonly string[];
  readonly files: readonly CodeFile[];
  /** What the coordinator was told of the load, as its members have to know it. */
  readonly choice: Choice;
}

/** A file by its path below the folder that it is written to, and the SHA-256 of its content, hexadecimal. */
interface CodeFile {
  readonly path: string;
  readonly hash: string;
}

interface CodeOptions {
  readonly connection: NatsConnection;
  readonly names: FleetNames;
}

const KEY = 'code';

/** What a coordinator lays down for its members; members that are there take it up. */
export class CodeOut {
  readonly #kv: KV;
  readonly #store: ObjectStore;
  #revision = 0;

  private constructor(kv: KV, store: ObjectStore) {
    this.#kv = kv;
    this.#store = store;
  }

  static async open({ connection, names }: CodeOptions): Promise<CodeOut> {
    const kv = await new Kvm(connection).create(names.bucket, { history: 1 });
    return new CodeOut(kv, await new Objm(connection).create(names.code));
  }

  /** @throws Error where the server does not take it. */
  async lay<Choice>(version: string, { files, entries }: LoadBundle, choice: Choice): Promise<void> {
    const named = files.map(({ path, content }) => ({ path, hash: hashOf(content), content }));
    for (const { hash, content } of named) {
      const there = await this.#store.info(hash);
      if (there === null || there.deleted) await this.#store.putBlob({ name: hash }, content);
    }
    const rest = { entries, files: named.map(({ path, hash }) => ({ path, hash })), choice };
    const code: Code<Choice> = { version, hash: hashOf(JSON.stringify(rest)), ...rest };
    this.#revision = await this.#kv.put(KEY, JSON.stringify(code));
    const wanted = new Set(named.map(({ hash }) => hash));
    for (const { name, deleted } of await this.#store.list()) {
      if (!deleted && !wanted.has(name)) await this.#store.delete(name);
    }
  }

  /** Nobody is to begin with it any more, unless another coordinator has laid down its own. */
  async withdraw(): Promise<void> {
    await this.#kv.delete(KEY, { previousSeq: this.#revision }).catch(() => {});
  }
}

/** Calls for each load that a coordinator lays down, beginning with the one that is there. */
export async function watchCode<Choice>(
  { connection, names }: CodeOptions,
  found: (code: Code<Choice>) => void,
): Promise<void> {
  const kv = await new Kvm(connection).create(names.bucket, { history: 1 });
  const watch = await kv.watch({ key: KEY });
  void (async () => {
    for await (const entry of watch) if (entry.operation === 'PUT') found(entry.json<Code<Choice>>());
  })();
}

/**
 * Writes the files below a folder.
 * @throws Error where one of them cannot be had, is not what it was, or leads out of the folder.
 */
export async function fetchCode(
  { connection, names }: CodeOptions,
  { files }: Code<unknown>,
  folder: string,
): Promise<void> {
  const store = await new Objm(connection).open(names.code);
  for (const { path, hash } of files) {
    const content = await store.getBlob(hash);
    if (content === null || hashOf(content) !== hash)
      throw new Error(`${path} is not there as it was laid down`);
    const to = join(folder, path);
    if (!to.startsWith(join(folder, '/'))) throw new Error(`${path} lies outside of its folder`);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, content);
  }
}

function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
