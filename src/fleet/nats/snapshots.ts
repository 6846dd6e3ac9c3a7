import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { KV } from '@nats-io/kv';
import type { SavedTest } from '../../engine/loadTest.ts';

/** A fleet as its coordinator held it at one moment. Times in ms since the epoch. */
export interface SavedFleet {
  readonly savedAt: number;
  /** The last message of the stream that the tests' numbers hold. */
  readonly applied: number;
  /** The last message of each member that they hold, by its own count. */
  readonly taken: Readonly<Record<string, number>>;
  readonly tests: Readonly<Record<string, SavedTest>>;
}

/** What is written last: a reader who finds it finds all of its parts. */
interface Manifest {
  readonly number: number;
  readonly parts: number;
  readonly bytes: number;
}

/** Values of a bucket are to stay well below 1 MiB. */
const PART_BYTES = 512 * 1024;
const MANIFEST = 'saved.manifest';
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Keeps the newest state of a fleet in a bucket: its parts first, then the manifest that names them. */
export class Snapshots {
  readonly #kv: KV;
  #number = 0;
  /** Of the manifest: whoever finds another there is no longer the one who keeps it. */
  #revision = 0;
  #parts: string[] = [];

  constructor(kv: KV) {
    this.#kv = kv;
  }

  /** What was kept last; undefined where there is nothing, or not all of it. */
  async read(): Promise<SavedFleet | undefined> {
    const entry = await this.#kv.get(MANIFEST);
    this.#revision = entry?.revision ?? 0;
    if (entry === null || entry.operation !== 'PUT') return undefined;
    const { number, parts, bytes } = entry.json<Manifest>();
    this.#number = number;
    this.#parts = keysOf(number, parts);
    const found = await Promise.all(this.#parts.map((key) => this.#kv.get(key)));
    const packed = Buffer.concat(found.map((part) => part?.value ?? new Uint8Array()));
    if (packed.length !== bytes) return undefined;
    return JSON.parse((await unpack(packed)).toString('utf8')) as SavedFleet;
  }

  /** Whether another coordinator keeps the state now. */
  async isTaken(): Promise<boolean> {
    return ((await this.#kv.get(MANIFEST))?.revision ?? 0) !== this.#revision;
  }

  /** Whatever is kept there now: the next state that is written here takes its place. */
  async takeOver(): Promise<void> {
    this.#revision = (await this.#kv.get(MANIFEST))?.revision ?? 0;
  }

  /** @throws Error where the server is out of reach, or another coordinator keeps the state now. */
  async write(saved: SavedFleet): Promise<void> {
    const packed = await pack(JSON.stringify(saved));
    const number = this.#number + 1;
    const keys = keysOf(number, Math.ceil(packed.length / PART_BYTES));
    for (const [index, key] of keys.entries()) {
      await this.#kv.put(key, packed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
    }
    const manifest: Manifest = { number, parts: keys.length, bytes: packed.length };
    const text = JSON.stringify(manifest);
    this.#revision =
      this.#revision === 0
        ? await this.#kv.create(MANIFEST, text)
        : await this.#kv.update(MANIFEST, text, this.#revision);
    const old = this.#parts;
    this.#number = number;
    this.#parts = keys;
    await this.#forget(old);
  }

  /** Forgets all: nobody is to go on from here. */
  async clear(): Promise<void> {
    await this.#kv.delete(MANIFEST, { previousSeq: this.#revision });
    this.#revision = 0;
    await this.#forget(this.#parts);
    this.#parts = [];
  }

  async #forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#kv.purge(key);
  }
}

function keysOf(number: number, parts: number): string[] {
  return Array.from({ length: parts }, (_, part) => `saved.${number}.${part}`);
}
