import type { LargeFile } from './fileStore.ts';

/** One part of a body: bytes that are at hand, or what gives them as they are sent. */
export type Piece = Uint8Array | Blob | LargeFile;

/**
 * Bytes that are handed to a connection at once. The next ones wait until it took them, so that 10,000 users who
 * send the same large file hold this much each, not a copy of the file (TLS encrypts what it is given at once).
 */
const SLICE = 64 * 1024;

/**
 * A body that is sent piece by piece. Each iteration begins anew, since a redirect or a dead connection may ask
 * for it again.
 */
export class PiecedBody implements AsyncIterable<Uint8Array> {
  /** Bytes. */
  readonly length: number;
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    this.length = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const piece of this.#pieces) {
      if (!(piece instanceof Uint8Array)) yield* piece.stream();
      else for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE);
    }
  }
}

export function sizeOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.size;
}
