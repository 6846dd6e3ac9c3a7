import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import busboy from 'busboy';
import { expect, onTestFinished, test } from 'vitest';
import { file } from '../../src/http/file.ts';
import type { RequestOptions } from '../../src/http/httpClient.ts';
import { makeUser, serve } from './support.ts';

/** A part as a server reads it. */
interface Part {
  readonly name: string;
  readonly value: string;
  readonly filename?: string | undefined;
  readonly type?: string;
}

function partsOf(request: IncomingMessage): Promise<Part[]> {
  const parts: Part[] = [];
  const reading: Promise<void>[] = [];
  return new Promise((resolve, reject) => {
    const form = busboy({ headers: request.headers, defParamCharset: 'utf8' });
    form.on('field', (name, value) => parts.push({ name, value }));
    form.on('file', (name, stream, { filename, mimeType: type }) => {
      reading.push(
        (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          parts.push({ name, value: Buffer.concat(chunks).toString('latin1'), filename, type });
        })(),
      );
    });
    form.on('error', reject);
    form.on('close', () => Promise.all(reading).then(() => resolve(parts), reject));
    request.pipe(form);
  });
}

/** A server that reads multipart messages; what it read, and what the messages said of their length. */
async function serveForms() {
  const forms: Part[][] = [];
  const lengths: (string | undefined)[] = [];
  const { url } = await serve(async (request, response) => {
    lengths.push(request.headers['content-length']);
    forms.push(await partsOf(request));
    response.end('taken');
  });
  return { url, forms, lengths };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'statestorm-uploads-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('fields and files of every kind arrive as they were given', async () => {
  const { url, forms, lengths } = await serveForms();
  const path = join(folder(), 'cat "1".png');
  writeFileSync(path, 'meow');
  const user = makeUser(url);
  const answer = await user.http.post('/photos', {
    multipart: {
      note: 'ein Kätzchen\nzwei',
      count: 2,
      public: true,
      tags: ['a', 'b'],
      skipped: undefined,
      disk: file(path, { type: 'image/png' }),
      beside: file(pathToFileURL(path), { filename: 'other.png' }),
      text: { content: 'hello', filename: 'hällo.txt', type: 'text/plain' },
      bytes: { content: new Uint8Array([0, 255, 13, 10]) },
      blob: new File(['<a/>'], 'a.xml', { type: 'application/xml' }),
      empty: { content: '', filename: 'empty' },
    },
  });
  expect(answer.text()).toBe('taken');
  expect(forms[0]!.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'beside', value: 'meow', filename: 'other.png', type: 'application/octet-stream' },
    { name: 'blob', value: '<a/>', filename: 'a.xml', type: 'application/xml' },
    { name: 'bytes', value: '\x00\xff\r\n', filename: 'blob', type: 'application/octet-stream' },
    { name: 'count', value: '2' },
    { name: 'disk', value: 'meow', filename: 'cat %221%22.png', type: 'image/png' },
    { name: 'empty', value: '', filename: 'empty', type: 'application/octet-stream' },
    { name: 'note', value: 'ein Kätzchen\r\nzwei' },
    { name: 'public', value: 'true' },
    { name: 'tags', value: 'a' },
    { name: 'tags', value: 'b' },
    { name: 'text', value: 'hello', filename: 'hällo.txt', type: 'text/plain' },
  ]);
  expect(Number(lengths[0])).toBeGreaterThan(500);
  expect(user.last()).toMatchObject({ outcome: 'passed', method: 'POST', name: '/photos' });
});

test('a large file arrives whole, and again where a redirect keeps method and body', async () => {
  const content = randomBytes(3 * 1024 * 1024);
  const path = join(folder(), 'large.bin');
  writeFileSync(path, content);
  const { url, forms } = await serveForms();
  const first = await serve((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(307, { location: `${url}/moved` }).end());
  });
  const user = makeUser(first.url);
  expect((await user.http.put('/', { multipart: { upload: file(path) } })).status).toBe(200);
  expect(Buffer.from(forms[0]![0]!.value, 'latin1').equals(content)).toBe(true);
  expect(user.last()).toMatchObject({ outcome: 'passed', hops: 2 });
});

test('a file, a Blob and a view are bodies too, the first two with their types', async () => {
  const got: [string | undefined, string | undefined, string][] = [];
  const { url } = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { 'content-type': type, 'content-length': length } = request.headers;
    got.push([type, length, Buffer.concat(chunks).toString()]);
    response.end();
  });
  const path = join(folder(), 'body.txt');
  writeFileSync(path, 'from disk');
  const { http } = makeUser(url);
  await http.put('/', { body: file(path, { type: 'text/plain' }) });
  await http.put('/', { body: new Blob(['a blob'], { type: 'text/css' }) });
  await http.put('/', { body: new DataView(Buffer.from('a view').buffer.slice(0, 0)) as never });
  await http.request('PROPFIND', '/', { body: file(path), headers: { 'content-type': 'text/x-own' } });
  expect(got).toEqual([
    ['text/plain', '9', 'from disk'],
    ['text/css', '6', 'a blob'],
    [undefined, '0', ''],
    ['text/x-own', '9', 'from disk'],
  ]);
});

test('a file is read once: what changes on disk later is not seen', async () => {
  const path = join(folder(), 'once.txt');
  writeFileSync(path, 'first');
  const { url, forms } = await serveForms();
  const { http } = makeUser(url);
  for (const text of ['second', 'third']) {
    await http.post('/', { multipart: { it: file(path) } });
    writeFileSync(path, text);
  }
  expect(forms.map(([part]) => part!.value)).toEqual(['first', 'first']);
});

test('an upload that nobody reads runs into the timeout of its request, and the connection is given up', async () => {
  const { url } = await serve(() => {});
  const user = makeUser(url);
  const { error } = await user.http.post('/', {
    multipart: { it: { content: new Uint8Array(32 * 1024 * 1024) } },
    timeout: 300,
  });
  expect(error).toMatch(/^TimeoutError: no answer from 127\.0\.0\.1:\d+ within 300 ms$/);
  expect(user.last()).toMatchObject({ outcome: 'failed' });
});

test.each<[string, RequestOptions, string]>([
  ['a missing file', { multipart: { photo: file('/no/such.png') } }, 'the multipart field "photo"'],
  ['a missing body', { body: file('/no/such.png') }, 'the file of the body'],
  ['an object', { multipart: { photo: { what: 1 } as never } }, '"photo" is neither a value nor a file'],
  ['a list of files', { multipart: [file('/a')] as never }, 'multipart is not an object of fields'],
  ['a type with a line break', { multipart: { p: { content: '', type: 'a\r\nb: c' } } }, 'field "p" is none'],
  ['an object as the body', { body: { a: 1 } as never }, 'neither text, bytes, a Blob nor a file'],
  ['two bodies', { json: 1, multipart: {} }, 'several were given'],
  [
    'a content type of its own',
    { multipart: {}, headers: { 'Content-Type': 'multipart/form-data' } },
    'content type of a multipart request cannot be set',
  ],
])('%s is refused before anything is sent', async (_what, options, message) => {
  let asked = 0;
  const { url } = await serve((_request, response) => {
    asked++;
    response.end();
  });
  const user = makeUser(url);
  expect(() => user.http.post('/', options)).toThrow(message);
  user.scope.flush();
  expect(user.samples).toEqual([]);
  expect(asked).toBe(0);
});

test('a file beyond what is kept is read as it is sent; one that gets shorter fails its request', async () => {
  const { FileStore } = await import('../../src/http/fileStore.ts');
  const path = join(folder(), 'growing.bin');
  writeFileSync(path, randomBytes(300_000));
  const store = new FileStore(100);
  const opened = store.open(path);
  if (opened instanceof Uint8Array) throw new Error('it was kept');
  expect(opened.size).toBe(300_000);
  const read = async (): Promise<number> => {
    let bytes = 0;
    for await (const chunk of opened.stream()) bytes += chunk.length;
    return bytes;
  };
  expect(await read()).toBe(300_000);
  writeFileSync(path, randomBytes(400_000));
  expect(await read()).toBe(300_000);
  truncateSync(path, 1000);
  await expect(read()).rejects.toThrow('became shorter');
});
