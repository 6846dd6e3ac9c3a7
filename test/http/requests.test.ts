import { expect, test } from 'vitest';
import { bodyOf, makeUser, serve, serveSockets } from './support.ts';

const echo = async () =>
  serve(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-twice', ['a', 'b']);
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: await bodyOf(request) }));
  });

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

test.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)(
  '%s reaches the target',
  async (method) => {
    const { url } = await echo();
    const user = makeUser(url);
    const response = await user.http[method]('/thing?a=1', method === 'get' ? {} : { body: 'hello' });
    expect(response.ok).toBe(true);
    expect(response.status).toBe(200);
    expect(response.statusText).toBe('OK');
    expect(response.url).toBe(`${url}/thing?a=1`);
    const echoed = response.json<Echo>();
    expect(echoed.method).toBe(method.toUpperCase());
    expect(echoed.url).toBe('/thing?a=1');
    expect(echoed.body).toBe(method === 'get' ? '' : 'hello');
    const sample = user.last();
    expect(sample).toMatchObject({
      method: method.toUpperCase(),
      name: '/thing?a=1',
      userClass: 'Tester',
      status: 200,
      outcome: 'passed',
      error: undefined,
      hops: 1,
      reconnects: 0,
      sent: true,
      bytes: response.bytes().length,
    });
    expect(sample.duration).toBeGreaterThan(0);
    expect(sample.intendedAt).toBe(sample.at);
  },
);

test('HEAD has headers and no body, and keeps its connection', async () => {
  let connections = 0;
  const { url, server } = await echo();
  server.on('connection', () => connections++);
  const user = makeUser(url);
  for (let i = 0; i < 3; i++) {
    const response = await user.http.head('/');
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/json');
    expect(response.text()).toBe('');
  }
  expect(connections).toBe(1);
});

test('sends JSON, forms, bytes and queries with their content types', async () => {
  const { url } = await echo();
  const { http } = makeUser(url);
  const json = (await http.post('/', { json: { a: [1] } })).json<Echo>();
  expect(json).toMatchObject({ body: '{"a":[1]}', headers: { 'content-type': 'application/json' } });
  const form = (await http.post('/', { form: { a: 'x y', b: [1, true] } })).json<Echo>();
  expect(form).toMatchObject({
    body: 'a=x+y&b=1&b=true',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const bytes = (await http.put('/', { body: new Uint8Array([104, 105]) })).json<Echo>();
  expect(bytes).toMatchObject({ body: 'hi', headers: { 'content-length': '2' } });
  const query = (await http.get('/s?x=0', { query: { q: 'tea pot', n: [1, 2] } })).json<Echo>();
  expect(query.url).toBe('/s?x=0&q=tea+pot&n=1&n=2');
});

test("a task's headers win over the client's", async () => {
  const { url } = await echo();
  const { http } = makeUser(url, { userAgent: 'tester/1' });
  const plain = (await http.get('/')).json<Echo>().headers;
  expect(plain).toMatchObject({
    'user-agent': 'tester/1',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
  });
  const own = (
    await http.post('/', { headers: { Accept: 'x/y', 'Content-Type': 'a/b', Host: 'h.test' }, json: 1 })
  ).json<Echo>().headers;
  expect(own).toMatchObject({ accept: 'x/y', 'content-type': 'a/b', host: 'h.test' });
});

test('headers of one name are joined, and credentials of a URL are sent', async () => {
  const { url } = await echo();
  const { http } = makeUser(url.replace('//', '//ada:s%40cret@'));
  const response = await http.get('/');
  expect(response.headers['x-twice']).toBe('a, b');
  expect(response.json<Echo>().headers.authorization).toBe(
    `Basic ${Buffer.from('ada:s@cret').toString('base64')}`,
  );
});

test('a host may have a base path', async () => {
  const { url } = await echo();
  const user = makeUser(`${url}/base/`);
  expect((await user.http.get('/a?b')).json<Echo>().url).toBe('/base/a?b');
  expect(user.last().name).toBe('/a?b');
});

test.each([
  ['/a/b?c=d', {}, '/a/b?c=d'],
  ['/a b#frag', {}, '/a b'],
  ['a', {}, '/a'],
  ['?x', {}, '/?x'],
  ['/a', { query: { q: 'tea' } }, '/a?q=tea'],
  ['/a/17', { name: '/a/[id]' }, '/a/[id]'],
])('%s with %o is counted under %s', async (path, options, name) => {
  const { url } = await echo();
  const user = makeUser(url);
  expect((await user.http.get(path, options)).ok).toBe(true);
  expect(user.last().name).toBe(name);
});

test("an absolute URL is counted under its path at the user's host, and whole elsewhere", async () => {
  const [own, other] = [await echo(), await echo()];
  const user = makeUser(own.url);
  await user.http.get(`${own.url}/a?b`);
  expect(user.last().name).toBe('/a?b');
  await user.http.get(`${other.url}/a?b`);
  expect(user.last().name).toBe(`${other.url}/a?b`);
});

test.each([
  ['an unreadable URL', 'http://[', {}, 'request.invalidUrl'],
  ['another scheme', 'ftp://x/y', {}, 'request.invalidUrl'],
  ['a header with a line break', '/', { headers: { a: 'b\r\nc: d' } }, 'request.invalidHeader'],
  ['a header name with a space', '/', { headers: { 'a b': 'c' } }, 'request.invalidHeader'],
  ['a header beyond Latin-1', '/', { headers: { a: '\u{1f375}' } }, 'request.invalidHeader'],
  [
    'a header that the client owns',
    '/',
    { headers: { 'Transfer-Encoding': 'chunked' } },
    'request.invalidHeader',
  ],
  ['two bodies', '/', { json: 1, body: 'x' }, 'request.severalBodies'],
  ['a timeout that is none', '/', { timeout: 'soon' }, 'duration.invalid'],
])('%s throws before anything is sent', async (_, path, options, code) => {
  let received = 0;
  const { url } = await serve((_request, response) => {
    received++;
    response.end();
  });
  const user = makeUser(url);
  await expect((async () => user.http.post(path, options))()).rejects.toMatchObject({ code });
  expect(user.samples).toEqual([]);
  expect(received).toBe(0);
});

test('without a host a relative URL throws and a whole one works', async () => {
  const { url } = await echo();
  const user = makeUser('');
  await expect((async () => user.http.get('/'))()).rejects.toMatchObject({ code: 'request.invalidUrl' });
  expect((await user.http.get(`${url}/`)).ok).toBe(true);
  expect(() => makeUser('localhost:80')).toThrow(expect.objectContaining({ code: 'http.invalidHost' }));
});

test('a response says what it is when its body is not JSON', async () => {
  const { url } = await serveSockets((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 Fine\r\ncontent-length: 2\r\n\r\nno'));
  });
  const response = await makeUser(url).http.get('/');
  expect(response.statusText).toBe('Fine');
  expect(() => response.json()).toThrow(expect.objectContaining({ code: 'response.notJson' }));
});

test('informational answers come before the answer', async () => {
  const { url } = await serve((_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.writeProcessing();
    response.end('late');
  });
  const user = makeUser(url);
  expect((await user.http.get('/')).text()).toBe('late');
  expect(user.last()).toMatchObject({ status: 200, hops: 1 });
});
