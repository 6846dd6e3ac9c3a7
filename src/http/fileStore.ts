import { createReadStream, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bytes of files that are kept, all in all. */
const KEPT = 256 * 1024 * 1024;

/** A file that is too large to be kept: its bytes come from the disk each time. */
export interface LargeFile {
  readonly size: number;
  stream(): AsyncIterable<Uint8Array>;
}

/**
 * Files by their paths, each read once and kept for all users, as long as there is room; a file that finds none
 * is read piece by piece as it is sent, which then is part of the time that sending takes.
 */
export class FileStore {
  readonly #kept = new Map<string, Uint8Array>();
  #room: number;

  constructor(room = KEPT) {
    this.#room = room;
  }

  /** @throws the system's error where the file cannot be read, TypeError where the URL is not a `file:` URL. */
  open(path: string | URL): Uint8Array | LargeFile {
    const absolute = typeof path === 'string' ? resolve(path) : fileURLToPath(path);
    const kept = this.#kept.get(absolute);
    if (kept !== undefined) return kept;
    const { size } = statSync(absolute);
    if (size > this.#room) return { size, stream: () => fromDisk(absolute, size) };
    const bytes = readFileSync(absolute);
    this.#room -= bytes.length;
    this.#kept.set(absolute, bytes);
    return bytes;
  }
}

/** A file that was cut short or taken away while it was sent. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

async function* fromDisk(path: string, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  try {
    // What was appended since does not fit the length that was announced.
    for await (const chunk of createReadStream(path, { end: size - 1 })) {
      left -= (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw new FileChanged(`${path} could not be read to its end`, { cause });
  }
  if (left > 0) throw new FileChanged(`${path} became shorter while it was sent`);
}
