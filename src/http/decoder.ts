import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { KeptBody } from './keptBody.ts';

interface Coding {
  readonly sync: (data: Buffer, options: { maxOutputLength: number }) => Buffer;
  readonly stream: () => Transform;
}

const GZIP: Coding = { sync: gunzipSync, stream: createGunzip };
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: { sync: inflateSync, stream: createInflate },
  br: { sync: brotliDecompressSync, stream: createBrotliDecompress },
  zstd: { sync: zstdDecompressSync, stream: createZstdDecompress },
};
/** Some servers send deflate without the zlib header that RFC 9110, 8.4.1.2 asks for. */
const RAW_DEFLATE: Coding = { sync: inflateRawSync, stream: createInflateRaw };

/** Encoded bytes up to which a body is decoded in one go, which costs a tenth of a stream. */
const AT_ONCE = 64 * 1024;
/** Decoded bytes up to which the same holds. */
const AT_ONCE_DECODED = 1024 * 1024;

/** Who sends the bytes, and can be told to wait. */
export interface Source {
  pause(): void;
  resume(): void;
}

/** The codings to undo, first to last; undefined where there are none, or one that we do not know. */
export function codingsOf(contentEncoding: string): string[] | undefined {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
  return names.length > 0 && names.length <= 4 && names.every((name) => Object.hasOwn(CODINGS, name))
    ? names
    : undefined;
}

/**
 * Undoes a content-encoding into a body. Small bodies are decoded at their end, in one go; larger ones as they
 * come, the source waiting for the decoder, so that memory stays bounded whatever is sent.
 */
export class Decoder {
  readonly #names: readonly string[];
  readonly #body: KeptBody;
  #held: Buffer[] = [];
  #heldLength = 0;
  #first: Transform | undefined;
  #streams: Transform[] = [];
  #failed = false;
  #ended = false;
  #paused: Source | undefined;
  #done: ((intact: boolean) => void) | undefined;

  constructor(names: readonly string[], body: KeptBody) {
    this.#names = names;
    this.#body = body;
  }

  write(chunk: Buffer, source: Source): void {
    if (this.#failed) return;
    if (this.#first !== undefined) {
      if (this.#first.write(chunk)) return;
      source.pause();
      this.#paused = source;
      return;
    }
    this.#held.push(chunk);
    this.#heldLength += chunk.length;
    if (this.#heldLength > AT_ONCE) {
      this.#startStreams();
      this.#writeHeld();
    }
  }

  /** The source is at its end: calls back, at once where it can, whether the body decoded to its end. */
  end(done: (intact: boolean) => void): void {
    this.#ended = true;
    if (this.#failed) {
      done(false);
    } else if (this.#first !== undefined) {
      this.#done = done;
      this.#first.end();
    } else if (this.#heldLength === 0) {
      done(true);
    } else {
      this.#decodeHeld(done);
    }
  }

  /** Gives up; nothing is called back afterwards. */
  destroy(): void {
    this.#done = undefined;
    this.#ended = true;
    this.#failed = true;
    this.#held = [];
    for (const stream of this.#streams) stream.destroy();
  }

  #decodeHeld(done: (intact: boolean) => void): void {
    try {
      let data = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
      for (const name of this.#names) {
        data = codingFor(name, data).sync(data, { maxOutputLength: AT_ONCE_DECODED });
      }
      this.#body.push(data);
      done(true);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
        done(false);
        return;
      }
      this.#done = done;
      this.#startStreams();
      this.#writeHeld();
      this.#first?.end();
    }
  }

  #startStreams(): void {
    this.#streams = this.#names.map((name, i) =>
      (i === 0 ? codingFor(name, this.#held[0]!) : CODINGS[name]!).stream(),
    );
    for (const [i, stream] of this.#streams.entries()) {
      stream.on('error', () => this.#fail());
      const next = this.#streams[i + 1];
      if (next) stream.pipe(next);
      else {
        stream.on('data', (chunk: Buffer) => this.#body.push(chunk));
        stream.once('end', () => this.#finish(true));
      }
    }
    this.#first = this.#streams[0];
    this.#first?.on('drain', () => this.#goOn());
  }

  #writeHeld(): void {
    for (const chunk of this.#held) this.#first?.write(chunk);
    this.#held = [];
  }

  #fail(): void {
    if (this.#failed) return;
    this.#failed = true;
    const done = this.#done;
    // The rest is to come, and to be dropped.
    this.#goOn();
    this.destroy();
    done?.(false);
  }

  #goOn(): void {
    const paused = this.#paused;
    this.#paused = undefined;
    if (!this.#ended) paused?.resume();
  }

  #finish(intact: boolean): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(intact);
  }
}

function codingFor(name: string, data: Buffer): Coding {
  // The low four bits of a zlib header are the method: 8, deflate (RFC 1950, 2.2).
  return name === 'deflate' && ((data[0] ?? 8) & 0x0f) !== 8 ? RAW_DEFLATE : CODINGS[name]!;
}
