import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Context } from 'koa';
import { BROTLI, GZIP, LEAST_BYTES } from './compression.ts';
import { jsonText } from './reply.ts';

const PACK = {
  br: (text: string) => promisify(brotliCompress)(text, BROTLI),
  gzip: (text: string) => promisify(gzip)(text, GZIP),
};
type Encoding = keyof typeof PACK;

/** Sends one JSON text to many clients: it is compressed once an encoding, for as long as it stays the same. */
export class SharedReply {
  #text = '';
  readonly #packed = new Map<Encoding, Promise<Buffer>>();

  async json(ctx: Context, text: string): Promise<void> {
    jsonText(ctx, text);
    const encoding = encodingFor(ctx);
    if (encoding === undefined || text.length < LEAST_BYTES) return;
    if (text !== this.#text) {
      this.#text = text;
      this.#packed.clear();
    }
    const packed = this.#packed.get(encoding) ?? PACK[encoding](text);
    this.#packed.set(encoding, packed);
    const body = await packed;
    ctx.set('Content-Encoding', encoding);
    ctx.body = body;
  }
}

function encodingFor(ctx: Context): Encoding | undefined {
  return (['br', 'gzip'] as const).find((each) => ctx.acceptsEncodings(each) === each);
}
