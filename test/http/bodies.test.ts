import { createCipheriv } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeUser, serve } from './support.ts';

const small = Buffer.from('tea and pots '.repeat(100));
// Nothing compresses the key stream of a cipher.
const random = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(700_000),
);
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

async function serveBody(body: Buffer, encoding: string, type = 'text/plain') {
  return serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding, 'content-type': type }).end(body);
  });
}

test.each([
  ['gzip', gzipSync(small), small],
  ['x-gzip', gzipSync(small), small],
  ['deflate', deflateSync(small), small],
  ['deflate', deflateRawSync(small), small],
  ['br', brotliCompressSync(small), small],
  ['gzip', gzipSync(random), random],
  ['br', brotliCompressSync(random), random],
  ['deflate, gzip', gzipSync(deflateSync(random)), random],
  ['identity', small, small],
  ['rot13', small, small],
  ['gzip', Buffer.alloc(0), Buffer.alloc(0)],
])('%s is decoded, its decoded bytes counted', async (encoding, sent, meant) => {
  const { url } = await serveBody(sent, encoding);
  const user = makeUser(url);
  const response = await user.http.get('/');
  expect(Buffer.compare(Buffer.from(response.bytes()), meant)).toBe(0);
  expect(user.last()).toMatchObject({ bytes: meant.length, outcome: 'passed' });
});

test.each([
  ['gzip', small],
  ['gzip', gzipSync(small).subarray(0, 30)],
  ['br', Buffer.from('not brotli at all')],
  ['gzip', random],
  ['gzip', gzipSync(random).subarray(0, 500_000)],
  ['deflate, gzip', gzipSync(random)],
])('a broken %s body is a failure, drained to its end', async (encoding, body) => {
  const { url } = await serveBody(body, encoding);
  const user = makeUser(url);
  const response = await user.http.get('/');
  expect(response.error).toMatch(/^DecodingError: the body from 127.0.0.1:\d+ is not valid /);
  expect(response.status).toBe(0);
  expect(user.last()).toMatchObject({ status: 200, outcome: 'failed', hops: 1, error: response.error });
  expect((await user.http.get('/')).error).toBe(response.error);
});

test('past what is kept, bytes are counted and reading throws', async () => {
  const { url } = await serve((_request, response) => response.end(random));
  const user = makeUser(url, { keptBody: 1000 });
  const response = await user.http.get('/');
  expect(response.ok).toBe(true);
  for (const read of [() => response.bytes(), () => response.text(), () => response.json()]) {
    expect(read).toThrow(expect.objectContaining({ code: 'response.tooLarge' }));
  }
  expect(user.last()).toMatchObject({ bytes: random.length, outcome: 'passed' });
});

test('a bomb of 64 MiB in 64 KiB is counted, not kept', async () => {
  const { url } = await serveBody(bomb, 'gzip');
  const user = makeUser(url);
  const before = process.memoryUsage().rss;
  const response = await user.http.get('/');
  expect(response.ok).toBe(true);
  expect(() => response.bytes()).toThrow(expect.objectContaining({ code: 'response.tooLarge' }));
  expect(user.last().bytes).toBe(64 * 1024 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test('a HEAD of an encoded body is not decoded', async () => {
  const { url } = await serveBody(gzipSync(small), 'gzip');
  const user = makeUser(url);
  expect((await user.http.head('/')).ok).toBe(true);
});
