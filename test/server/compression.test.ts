import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Context } from 'koa';
import { afterEach, expect, test } from 'vitest';
import { SharedReply } from '../../src/server/middleware/sharedReply.ts';
import { type HeldPort, heldPort, type PortSetup } from './support/ports.ts';

let port: HeldPort | undefined;
afterEach(() => port?.close());

async function open(setup: PortSetup = {}): Promise<void> {
  port = await heldPort('web', setup);
}

/** An answer as it came over the wire. */
function get(
  path: string,
  encodings?: string,
  method = 'GET',
): Promise<{ encoding: string | undefined; vary: string; type: string; body: Buffer }> {
  const headers = encodings === undefined ? {} : { 'accept-encoding': encodings };
  return new Promise((resolve, reject) => {
    const sent = request(port!.url + path, { headers, method }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          encoding: answer.headers['content-encoding'],
          vary: String(answer.headers.vary),
          type: String(answer.headers['content-type']),
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject).end();
  });
}

const PATHS = ['/', '/stats/requests', '/stats/report', '/openapi.json', '/metrics'];

test.each(PATHS)('%s comes as br or gzip to who takes it, and plain to who does not', async (path) => {
  await open();
  port!.test.start({ users: 5, spawnRate: 100 });
  await port!.clock.advance(3000);
  const stable = (text: string): string => text.replace(/nonce="[^"]*"/g, '').replace(/^process_.*$/gm, '');
  const plain = await get(path);
  expect(plain.encoding).toBeUndefined();
  const text = stable(plain.body.toString());
  const br = await get(path, 'gzip, deflate, br, zstd');
  expect(br.encoding).toBe('br');
  expect(stable(brotliDecompressSync(br.body).toString())).toBe(text);
  const gzip = await get(path, 'gzip;q=1, br;q=0');
  expect(gzip.encoding).toBe('gzip');
  expect(stable(gunzipSync(gzip.body).toString())).toBe(text);
  expect(gzip.body.length).toBeLessThan(plain.body.length / 2);
  for (const answer of [plain, br, gzip]) {
    expect(answer.vary).toContain('Accept-Encoding');
    expect(answer.type).toBe(plain.type);
  }
  expect((await get(path, 'br', 'HEAD')).body).toHaveLength(0);
});

test('what is small comes as it is', async () => {
  await open();
  expect((await get('/stats/reset', 'br, gzip')).encoding).toBeUndefined();
  expect((await get('/logs', 'br, gzip')).encoding).toBeUndefined();
});

test('one set of numbers is compressed once, however many ask, and anew when it changes', async () => {
  const shared = new SharedReply();
  const poll = async (text: string): Promise<Buffer[]> => {
    const asked = Array.from({ length: 20 }, async () => {
      const ctx = { acceptsEncodings: (each: string) => each, set: () => {}, body: '' as unknown };
      await shared.json(ctx as unknown as Context, text);
      return ctx.body as Buffer;
    });
    return [...new Set(await Promise.all(asked))];
  };
  const [first, ...others] = await poll('1'.repeat(5000));
  expect(others).toEqual([]);
  expect(await poll('1'.repeat(5000))).toEqual([first]);
  const [second] = await poll('2'.repeat(5000));
  expect(brotliDecompressSync(second!).toString()).toBe('2'.repeat(5000));
});
