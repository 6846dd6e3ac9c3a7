import { expect, test } from 'vitest';
import type { HttpSettings } from '../../src/http/httpSettings.ts';
import { makeHttp, makeUser, pause, serve } from './support.ts';

async function echo() {
  const { url } = await serve((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
    else response.end(JSON.stringify(request.headers));
  });
  return url;
}

test('headers of the settings go with every request, less those that the request sets itself', async () => {
  const url = await echo();
  const user = makeUser(url, {}, makeHttp(), {
    headers: { 'Accept-Language': 'en', 'x-team': 'shop' },
    userAgent: 'robot/1',
  });
  expect((await user.http.get('/')).json()).toMatchObject({
    'accept-language': 'en',
    'x-team': 'shop',
    'user-agent': 'robot/1',
    'accept-encoding': 'gzip, deflate, br',
  });
  const own = await user.http.get('/', { headers: { 'X-Team': 'cart', 'USER-AGENT': 'person' } });
  expect(own.json()).toMatchObject({ 'accept-language': 'en', 'x-team': 'cart', 'user-agent': 'person' });
});

test('timeout and redirects of the settings hold until a request says otherwise', async () => {
  const url = await echo();
  const { http } = makeUser(url, {}, makeHttp(), { maxRedirects: 0, timeout: '150ms' });
  expect((await http.get('/moved')).status).toBe(302);
  expect((await http.get('/moved', { maxRedirects: 1 })).status).toBe(200);
  const slow = await serve((_request, response) => void setTimeout(() => response.end(), 400));
  expect((await http.get(slow.url)).error).toContain('within 150 ms');
  expect((await http.get(slow.url, { timeout: '5s' })).status).toBe(200);
});

test('a user has at most as many connections to an origin as the settings say', async () => {
  let open = 0;
  let most = 0;
  const { url } = await serve(async (_request, response) => {
    most = Math.max(most, ++open);
    await pause(30);
    open--;
    response.end();
  });
  const user = makeUser(url, {}, makeHttp(), { connections: 2 });
  await Promise.all(Array.from({ length: 8 }, () => user.http.get('/')));
  expect(most).toBe(2);
  user.scope.flush();
  expect(user.samples.some(({ phases }) => phases.blocked > 0)).toBe(true);
});

test('users of other settings do not share connections, even where they must share', async () => {
  const agents = new Map<unknown, Set<string | undefined>>();
  const { url } = await serve((request, response) => {
    const known = agents.get(request.socket) ?? new Set();
    agents.set(request.socket, known.add(request.headers['user-agent']));
    response.end();
  });
  const http = makeHttp({ maxConnections: 1 });
  const settings: HttpSettings = { tls: { rejectUnauthorized: false }, userAgent: 'careless' };
  for (let i = 0; i < 3; i++) {
    await makeUser(url, {}, http).http.get('/');
    await makeUser(url, {}, http, settings).http.get('/');
  }
  for (const names of agents.values()) expect(names.size).toBe(1);
});

test.each<[unknown, string]>([
  ['quick', 'http: is not an object of settings'],
  [{ timeOut: 1 }, 'http.timeOut: no such setting'],
  [{ timeout: 'soon' }, 'http.timeout:'],
  [{ maxRedirects: -1 }, 'http.maxRedirects: is not a whole number of 0 or more'],
  [{ connections: 0 }, 'http.connections: is not a whole number of 1 or more'],
  [{ headers: ['a'] }, 'http.headers: is not an object of headers'],
  [{ headers: { 'a b': 'c' } }, 'http.headers: Not a valid header'],
  [{ headers: { 'transfer-encoding': 'x' } }, 'cannot be set'],
  [{ userAgent: 7 }, 'http.userAgent: is not a text'],
])('settings that cannot be are refused by their name: %j', (settings, message) => {
  expect(() => makeHttp().check(settings as never)).toThrow(message);
});
