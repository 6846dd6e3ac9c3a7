import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Cut } from '../../src/http/session.ts';
import { makeHttp, makeUser, pause, serve, serveSockets } from './support.ts';

test('abort records what is in flight before it returns, and rejects with Cut', async () => {
  const { url, server } = await serve((request, response) => {
    if (request.url === '/quick') response.end();
    if (request.url === '/half') response.write('half');
  });
  const user = makeUser(url);
  await user.http.get('/quick');
  const requests = ['/never', '/half', '/never', '/never', '/never', '/never', '/waits'].map((path) =>
    user.http.get(path).catch((error: unknown) => error),
  );
  for (let arrived = 0; arrived < 6; arrived++) await once(server, 'request');
  await pause(20);
  user.scope.abort();
  expect(user.samples.map(({ name, outcome, hops, sent }) => ({ name, outcome, hops, sent }))).toEqual(
    expect.arrayContaining([
      { name: '/quick', outcome: 'passed', hops: 1, sent: true },
      { name: '/half', outcome: 'aborted', hops: 1, sent: true },
      { name: '/never', outcome: 'aborted', hops: 0, sent: true },
      { name: '/waits', outcome: 'aborted', hops: 0, sent: false },
    ]),
  );
  expect(user.samples).toHaveLength(8);
  for (const error of await Promise.all(requests)) expect(error).toBeInstanceOf(Cut);
  await expect
    .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
    .toBe(0);
  await pause(20);
  expect(user.samples).toHaveLength(8);
});

test('what begins after an abort never settles, and is no sample', async () => {
  const { url } = await serve((_request, response) => response.end());
  const user = makeUser(url);
  user.scope.abort();
  const late = user.http.get('/').then(
    () => 'settled',
    () => 'settled',
  );
  expect(await Promise.race([late, pause(50)])).toBeUndefined();
  expect(user.samples).toEqual([]);
});

test('an answered hop counts, the redirect that was cut off does not', async () => {
  const { url, server } = await serve((request, response) => {
    if (request.url === '/from') response.writeHead(302, { location: '/never' }).end();
    else server.emit('arrived');
  });
  const user = makeUser(url);
  const request = user.http.get('/from');
  await once(server, 'arrived');
  user.scope.abort();
  await expect(request).rejects.toBeInstanceOf(Cut);
  expect(user.samples).toMatchObject([
    { hops: 1, status: 302, outcome: 'aborted', sent: true, error: undefined },
  ]);
});

test('a request that nobody waits for is no unhandled rejection', async () => {
  const { url, server } = await serve(() => {});
  const user = makeUser(url);
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  void user.http.get('/');
  await once(server, 'request');
  user.scope.abort();
  await pause(10);
  process.off('unhandledRejection', listener);
  expect(unhandled).toEqual([]);
});

test('a connection still being made is given up too', async () => {
  const http = makeHttp();
  const { url } = await serveSockets(() => {});
  const user = makeUser(url.replace('http:', 'https:'), {}, http);
  const request = user.http.get('/').catch((error: unknown) => error);
  await pause(20);
  user.scope.abort();
  expect(await request).toBeInstanceOf(Cut);
  expect(user.samples).toMatchObject([{ outcome: 'aborted', sent: false, hops: 0 }]);
  await expect.poll(() => http.connections).toBe(0);
});

test('another scope of the session works on', async () => {
  const { url } = await serve((request, response) => {
    if (request.url !== '/never') response.end('bye');
  });
  const user = makeUser(url);
  const request = user.http.get('/never').catch(() => {});
  user.scope.abort();
  await request;
  const scope = user.session.scope(() => {});
  expect((await scope.http.get('/logout')).text()).toBe('bye');
});

test('closing a session, or all of them, cuts off and closes', async () => {
  const http = makeHttp();
  const { url, server } = await serve(() => {});
  const [ada, ben] = [makeUser(url, {}, http), makeUser(url, {}, http)];
  const requests = [ada, ben].map((user) => user.http.get('/').catch((error: unknown) => error));
  await once(server, 'request');
  ada.session.close();
  http.close();
  for (const error of await Promise.all(requests)) expect(error).toBeInstanceOf(Cut);
  expect([...ada.samples, ...ben.samples].map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  await expect.poll(() => http.connections).toBe(0);
});
