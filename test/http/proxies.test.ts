import { expect, test } from 'vitest';
import type { HttpSettings } from '../../src/http/httpSettings.ts';
import { serveProxy } from './proxyServer.ts';
import { fixture, SERVER_CA, serveClients } from './secureTarget.ts';
import { bodyOf, makeHttp, makeUser, pause, serve, serveSockets } from './support.ts';

const withUser = (url: string, user: string): string => url.replace('://', `://${user}@`);

test('an http target is asked for in the absolute form, over one kept connection to the proxy', async () => {
  const proxy = await serveProxy();
  const hosts: (string | undefined)[] = [];
  const { url } = await serve(async (request, response) => {
    hosts.push(request.headers.host);
    response.end(`${request.method} ${request.url} ${await bodyOf(request)}`);
  });
  const user = makeUser(url, {}, makeHttp(), { proxy: proxy.url });
  expect((await user.http.get('/a?b=1')).text()).toBe('GET /a?b=1 ');
  expect((await user.http.post('/c', { json: { d: 1 } })).text()).toBe('POST /c {"d":1}');
  expect(proxy.asked.map(({ method, target }) => `${method} ${target}`)).toEqual([
    `GET ${url}/a?b=1`,
    `POST ${url}/c`,
  ]);
  expect(proxy.connections()).toBe(1);
  expect(hosts).toEqual([url.slice(7), url.slice(7)]);
  expect(user.last()).toMatchObject({ name: '/c', outcome: 'passed' });
});

test('an https target is reached through a tunnel, with TLS inside, the certificate of the user too', async () => {
  const proxy = await serveProxy();
  const { port } = await serveClients();
  const user = makeUser(`https://localhost:${port}`, {}, makeHttp(), {
    proxy: proxy.url,
    tls: { ca: SERVER_CA, cert: fixture('ada.cert.pem'), key: fixture('ada.key.pem') },
  });
  expect((await user.http.get('/')).text()).toBe('ada');
  expect((await user.http.get('/again')).text()).toBe('ada');
  expect(proxy.asked.map(({ method, target }) => `${method} ${target}`)).toEqual([
    `CONNECT localhost:${port}`,
  ]);
  user.last();
  const [first] = user.samples;
  expect(first!.phases.connecting).toBeGreaterThan(0);
  expect(first!.phases.tls).toBeGreaterThan(0);
  const { blocked, ...counted } = first!.phases;
  const sum = Object.values(counted).reduce((all, each) => all + each);
  expect(blocked).toBe(0);
  expect(Math.abs(sum - first!.duration)).toBeLessThan(5);
});

test('the proxy is told who asks, by a user and a password that are percent-encoded in its URL', async () => {
  const proxy = await serveProxy();
  const plain = await serve((_request, response) => response.end('ok'));
  const secure = await serveClients();
  const settings: HttpSettings = {
    proxy: withUser(proxy.url, 'ada:p%40ss%3A'),
    tls: { ca: SERVER_CA },
  };
  const http = makeHttp();
  await makeUser(plain.url, {}, http, settings).http.get('/');
  await makeUser(`https://localhost:${secure.port}`, {}, http, settings).http.get('/');
  const due = `Basic ${Buffer.from('ada:p@ss:').toString('base64')}`;
  expect(proxy.asked.map(({ authorization }) => authorization)).toEqual([due, due]);
});

test('a proxy that speaks TLS itself is spoken to over TLS, with trust of its own', async () => {
  const proxy = await serveProxy({ secure: true });
  const plain = await serve((_request, response) => response.end('plain'));
  const secure = await serveClients();
  const settings: HttpSettings = {
    proxy: { url: proxy.url, tls: { ca: SERVER_CA } },
    tls: { ca: SERVER_CA },
  };
  const http = makeHttp();
  expect((await makeUser(plain.url, {}, http, settings).http.get('/')).text()).toBe('plain');
  const inside = makeUser(`https://localhost:${secure.port}`, {}, http, settings);
  expect((await inside.http.get('/')).text()).toBe('nobody');
  const distrusting = makeUser(plain.url, {}, http, { proxy: proxy.url });
  expect((await distrusting.http.get('/')).error).toBe(
    `CertificateError: the certificate of the proxy localhost:${proxy.port} is self-signed`,
  );
});

test('a refused tunnel is a failed sample that names the proxy, its answer and the target', async () => {
  const proxy = await serveProxy({ refuses: '407 Proxy Authentication Required' });
  const http = makeHttp();
  const user = makeUser('https://shop.test', {}, http, { proxy: withUser(proxy.url, 'ada:secret-words') });
  const { error, status } = await user.http.get('/');
  expect(error).toBe(
    `ProxyError: the proxy 127.0.0.1:${proxy.port} refused a tunnel to shop.test:443: 407 Proxy Authentication Required`,
  );
  expect(status).toBe(0);
  expect(user.last()).toMatchObject({ outcome: 'failed', sent: false, hops: 0 });
  await expect.poll(() => http.connections).toBe(0);
});

test('a proxy that is not there, hangs up or never answers is named, not the target', async () => {
  const gone = await serveProxy();
  const nowhere = 'http://127.0.0.1:9';
  const http = makeHttp({ connectTimeout: 300 });
  const failure = async (proxy: string, host = 'https://shop.test'): Promise<string | undefined> =>
    (await makeUser(host, {}, http, { proxy }).http.get('/')).error;
  expect(await failure(nowhere)).toBe('ConnectionRefusedError: connection refused by the proxy 127.0.0.1:9');
  expect(await failure(nowhere, 'http://shop.test')).toBe(
    'ConnectionRefusedError: connection refused by the proxy 127.0.0.1:9',
  );
  const rude = await serveSockets((socket) => socket.once('data', () => socket.end()));
  expect(await failure(rude.url)).toBe(
    `ConnectionResetError: connection reset by the proxy 127.0.0.1:${rude.port} before it answered`,
  );
  const silent = await serveSockets(() => {});
  expect(await failure(silent.url)).toBe(
    `ConnectTimeoutError: not connected to the proxy 127.0.0.1:${silent.port} within 300 ms`,
  );
  const babbling = await serveSockets((socket) => socket.once('data', () => socket.write('SSH-2.0-x\r\n')));
  expect(await failure(babbling.url)).toMatch(
    /^BadHTTPError: the answer of the proxy 127\.0\.0\.1:\d+ is not valid/,
  );
  await expect.poll(() => http.connections).toBe(0);
  expect(gone.asked).toEqual([]);
});

test('hosts that are excluded are asked directly', async () => {
  const proxy = await serveProxy();
  const { url } = await serve((_request, response) => response.end('direct'));
  const port = url.slice(url.lastIndexOf(':') + 1);
  const http = makeHttp();
  const ask = async (exclude: string[]): Promise<number> => {
    const before = proxy.asked.length;
    const user = makeUser(url, {}, http, { proxy: { url: proxy.url, exclude } });
    expect((await user.http.get('/')).text()).toBe('direct');
    return proxy.asked.length - before;
  };
  expect(await ask(['127.0.0.1'])).toBe(0);
  expect(await ask([`127.0.0.1:${port}`])).toBe(0);
  expect(await ask(['127.0.0.1:1', '.0.0.1.test', 'shop.test'])).toBe(1);
});

test('a redirect through a proxy to another host goes through it too, without credentials', async () => {
  const proxy = await serveProxy();
  const seen: (string | undefined)[] = [];
  const second = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end('there');
  });
  const first = await serve((_request, response) => response.writeHead(302, { location: second.url }).end());
  const user = makeUser(first.url, {}, makeHttp(), { proxy: proxy.url, headers: { authorization: 'mine' } });
  expect((await user.http.get('/')).text()).toBe('there');
  expect(seen).toEqual([undefined]);
  expect(proxy.asked.map(({ target }) => target)).toEqual([`${first.url}/`, `${second.url}/`]);
});

test('a stop while a tunnel is asked for leaves no socket', async () => {
  const silent = await serveSockets(() => {});
  const http = makeHttp();
  const user = makeUser('https://shop.test', {}, http, { proxy: silent.url });
  const asked = user.http.get('/');
  await expect.poll(() => http.connections).toBe(1);
  await pause(20);
  user.scope.abort();
  await expect(asked).rejects.toThrow('cut off');
  expect(user.samples.at(-1)).toMatchObject({ outcome: 'aborted' });
  await expect.poll(() => http.connections).toBe(0);
});

test.each<[unknown, string]>([
  ['proxy.test:3128', 'http.proxy: is not the URL of a proxy'],
  ['socks5://proxy.test', 'http.proxy: proxies of socks5: are not spoken to'],
  ['http://proxy.test/path', 'http.proxy: a proxy has no path'],
  [{ url: '' }, 'http.proxy.url: is not the URL of a proxy'],
  [{ url: 'http://p.test', exclude: 'a' }, 'http.proxy.exclude: is not a list'],
  [{ url: 'http://p.test', exclude: ['a b'] }, 'http.proxy.exclude[0]: not a host'],
  [{ url: 'http://p.test', exlude: [] }, 'http.proxy.exlude: no such setting'],
  ['ftp://ada:secret-words@p.test', 'http.proxy: proxies of ftp:'],
])('a proxy that cannot be is refused by its name: %j', (proxy, message) => {
  const refused = (): void => makeHttp().check({ proxy: proxy as never });
  expect(refused).toThrow(message);
  expect(refused).not.toThrow(/secret-words/);
});
