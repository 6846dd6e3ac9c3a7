import { StatestormError } from '../domain/errors.ts';

const NOTHING = Buffer.alloc(0);

/** The decoded body of an answer: all of its bytes are counted, up to a limit they are kept. */
export class KeptBody {
  /** Bytes counted. */
  length = 0;
  readonly #limit: number;
  #chunks: Buffer | Buffer[] | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.length += chunk.length;
    if (this.length > this.#limit) this.#chunks = undefined;
    else if (this.#chunks === undefined) this.#chunks = chunk;
    else if (Array.isArray(this.#chunks)) this.#chunks.push(chunk);
    else this.#chunks = [this.#chunks, chunk];
  }

  /** @throws StatestormError `response.tooLarge` where it went past what is kept. */
  bytes(): Buffer {
    if (this.length > this.#limit) {
      throw new StatestormError(
        'response.tooLarge',
        `A body of ${this.length} bytes is more than is kept (${this.#limit})`,
        { hint: 'Its bytes are counted; to read so large a body, ask for it in ranges.' },
      );
    }
    if (this.#chunks === undefined) return NOTHING;
    if (Array.isArray(this.#chunks)) this.#chunks = Buffer.concat(this.#chunks);
    return this.#chunks;
  }
}
