import { expect, test } from 'vitest';
import { bodyOf, makeUser, serve } from './support.ts';

test.each([
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [303, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [302, 'PUT', 'PUT', 'data'],
  [307, 'POST', 'POST', 'data'],
  [308, 'POST', 'POST', 'data'],
])('%i turns %s into %s', async (status, method, followed, body) => {
  const { url } = await serve(async (request, response) => {
    const text = await bodyOf(request);
    if (request.url === '/from') response.writeHead(status, { location: '/to?x' }).end('moved');
    else response.end(JSON.stringify([request.method, request.url, text, request.headers['content-type']]));
  });
  const user = makeUser(url);
  const response = await user.http.request(method, '/from', {
    body: 'data',
    headers: { 'content-type': 'a/b' },
  });
  expect(response.json()).toEqual([followed, '/to?x', body, body === '' ? null : 'a/b']);
  expect(response.url).toBe(`${url}/to?x`);
  expect(user.last()).toMatchObject({ method, name: '/from', status: 200, hops: 2, outcome: 'passed' });
  expect(user.samples).toHaveLength(1);
});

test('a login page that redirects to itself is no loop, and its cookie goes with the next hop', async () => {
  const { url } = await serve((request, response) => {
    if (request.method === 'POST') {
      response.writeHead(302, { location: '/login', 'set-cookie': 'session=ada; HttpOnly' }).end();
    } else response.end(request.headers.cookie);
  });
  const user = makeUser(url);
  const response = await user.http.post('/login', { form: { name: 'ada' } });
  expect(response.text()).toBe('session=ada');
  expect(user.last()).toMatchObject({ hops: 2, outcome: 'passed' });
});

test('30 redirects are followed, the 31st fails', async () => {
  const { url } = await serve((request, response) => {
    const left = Number(request.url!.slice(1));
    if (left === 0) response.end('there');
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const user = makeUser(url);
  expect((await user.http.get('/30')).text()).toBe('there');
  expect(user.last()).toMatchObject({ hops: 31, outcome: 'passed' });
  const response = await user.http.get('/31', { name: '/n' });
  expect(response).toMatchObject({
    status: 0,
    ok: false,
    error: 'TooManyRedirectsError: more than 30 redirects',
  });
  expect(user.last()).toMatchObject({ hops: 31, status: 302, outcome: 'failed', error: response.error });
});

test('maxRedirects 0 gives the redirect itself', async () => {
  const { url } = await serve((_request, response) =>
    response.writeHead(302, { location: '/x' }).end('body'),
  );
  const user = makeUser(url);
  const response = await user.http.get('/', { maxRedirects: 0 });
  expect(response.status).toBe(302);
  expect(response.ok).toBe(true);
  expect(response.headers.location).toBe('/x');
  expect(response.text()).toBe('body');
  expect(user.last()).toMatchObject({ hops: 1, outcome: 'passed' });
});

test('another origin is asked at its own address, without credentials', async () => {
  const other = await serve((request, response) => {
    response.end(
      JSON.stringify([request.headers.host, request.headers.authorization, request.headers['x-own']]),
    );
  });
  const { url } = await serve((_request, response) => {
    response.writeHead(307, { location: `${other.url}/there` }).end();
  });
  const user = makeUser(url);
  const response = await user.http.get('/', { headers: { authorization: 'secret', 'x-own': 'kept' } });
  expect(response.url).toBe(`${other.url}/there`);
  expect(response.json()).toEqual([other.url.slice(7), null, 'kept']);
});

test('the last hop decides: a redirect to a refused port fails', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  });
  const user = makeUser(url);
  const response = await user.http.get('/');
  expect(response.error).toBe('ConnectionRefusedError: connection refused by 127.0.0.1:1');
  expect(user.last()).toMatchObject({ hops: 1, sent: false, outcome: 'failed' });
});

test.each(['http://[', 'ftp://x/', 'http://'])('a redirect to %s fails', async (location) => {
  const { url } = await serve((_request, response) => response.writeHead(302, { location }).end());
  const user = makeUser(url);
  expect((await user.http.get('/')).error).toMatch(
    /^BadRedirectError: 127.0.0.1:\d+ redirects to an address/,
  );
  expect(user.last()).toMatchObject({ hops: 1, outcome: 'failed' });
});

test('a redirect status without a location is an answer like another', async () => {
  const { url } = await serve((_request, response) => response.writeHead(302).end('stay'));
  const response = await makeUser(url).http.get('/');
  expect(response.status).toBe(302);
  expect(response.text()).toBe('stay');
});
