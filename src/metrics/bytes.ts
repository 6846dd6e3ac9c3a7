import { StatestormError } from '../domain/errors.ts';

const LARGEST_VARINT = Number.MAX_SAFE_INTEGER;

/** Writes numbers and texts into a buffer that grows. Whole numbers as varints (LEB128, as in Protocol Buffers). */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  /** A whole number from 0 to 2^53 - 1, in 1 to 8 bytes. Anything else is a RangeError. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`Not a count: ${value}`);
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Any number, in 8 bytes. */
  float(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  text(value: string): void {
    const bytes = Buffer.from(value, 'utf8');
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what a `ByteWriter` wrote. Throws StatestormError `metrics.badDelta` where bytes are missing or wrong. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  varint(): number {
    // Most numbers are small.
    const first = this.#bytes[this.#at];
    if (first !== undefined && first < 128) {
      this.#at++;
      return first;
    }
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw badDelta('it ends too early');
      value += (byte & 127) * factor;
      if (value > LARGEST_VARINT) throw badDelta('a number is too large');
      if (byte < 128) return value;
      factor *= 128;
      if (factor > LARGEST_VARINT) throw badDelta('a number is too long');
    }
  }

  float(): number {
    if (this.#at + 8 > this.#bytes.length) throw badDelta('it ends too early');
    const value = this.#bytes.readDoubleBE(this.#at);
    if (!Number.isFinite(value)) throw badDelta('a number is not finite');
    this.#at += 8;
    return value;
  }

  text(): string {
    const length = this.varint();
    if (this.#at + length > this.#bytes.length) throw badDelta('it ends too early');
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  /** The length of a list whose items take a byte or more each. */
  length(): number {
    const length = this.varint();
    if (length > this.#bytes.length - this.#at) throw badDelta('a list is longer than the rest');
    return length;
  }

  /** A list: its length, then that many items. */
  list<T>(item: () => T): T[] {
    const length = this.length();
    const items: T[] = [];
    for (let index = 0; index < length; index++) items.push(item());
    return items;
  }

  /** Says that everything was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw badDelta('there is more than was expected');
  }
}

/** The error for bytes that are no delta. */
export function badDelta(why: string): StatestormError {
  return new StatestormError('metrics.badDelta', `Not a delta: ${why}`, {
    hint: 'All processes of a test must run the same version of Statestorm.',
  });
}
