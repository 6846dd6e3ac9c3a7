import { expect, test } from 'vitest';
import { connectionLimit } from '../../src/http/descriptors.ts';
import { NameCache } from '../../src/http/nameCache.ts';
import { makeHttp, makeUser, pause, serve } from './support.ts';

/** A target that says how many connections and requests it had at once. */
async function counting(answerAfter = 0) {
  const seen = { connections: 0, most: 0, open: 0, requests: 0 };
  const { url, server } = await serve(async (_request, response) => {
    seen.requests++;
    if (answerAfter > 0) await pause(answerAfter);
    response.end('x');
  });
  server.on('connection', (socket) => {
    seen.connections++;
    seen.most = Math.max(seen.most, ++seen.open);
    socket.on('close', () => seen.open--);
  });
  return { url, seen };
}

test('a user keeps its connection from request to request', async () => {
  const { url, seen } = await counting();
  const user = makeUser(url);
  for (let i = 0; i < 5; i++) expect((await user.http.post('/', { json: i })).ok).toBe(true);
  expect(seen.connections).toBe(1);
});

test('requests at once use up to six connections, further ones wait in the blocked phase', async () => {
  const { url, seen } = await counting(100);
  const user = makeUser(url);
  await Promise.all(Array.from({ length: 12 }, () => user.http.get('/')));
  expect(seen.connections).toBe(6);
  user.scope.flush();
  const blocked = user.samples.map(({ phases }) => phases.blocked);
  expect(blocked.filter((each) => each === 0)).toHaveLength(6);
  expect(blocked.filter((each) => each > 90_000)).toHaveLength(6);
  // Waiting for a connection is no response time.
  for (const { duration } of user.samples) expect(duration).toBeLessThan(185_000);
});

test('users have connections of their own, to each origin', async () => {
  const [one, two] = [await counting(), await counting()];
  const http = makeHttp();
  const users = [1, 2, 3].map(() => makeUser(one.url, {}, http));
  for (let i = 0; i < 2; i++) {
    await Promise.all(users.map((user) => user.http.get('/')));
    await users[0]!.http.get(`${two.url}/`);
  }
  expect([one.seen.connections, two.seen.connections, http.connections]).toEqual([3, 1, 4]);
  users[0]!.session.close();
  await expect.poll(() => http.connections).toBe(2);
});

test('past the bound users share, no request fails, and the log says so once', async () => {
  const { url, seen } = await counting(2);
  const log: string[] = [];
  const http = makeHttp({
    maxConnections: 20,
    log: (severity, message) => log.push(`${severity} ${message}`),
  });
  const users = Array.from({ length: 60 }, () => makeUser(url, {}, http));
  await Promise.all(
    users.map(async (user) => {
      for (let i = 0; i < 5; i++) expect((await user.http.get('/')).ok).toBe(true);
      user.scope.flush();
    }),
  );
  expect(seen.requests).toBe(300);
  expect(seen.most).toBeLessThanOrEqual(20);
  expect(http.connections).toBe(20);
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/^warning 18 connections are open, of 20 at most: further users share up to 2/);
  const samples = users.flatMap((user) => user.samples);
  expect(samples.filter(({ phases }) => phases.blocked > 0).length).toBeGreaterThan(100);
});

test('a request cut off while it waits for a shared connection leaves it to the next', async () => {
  const { url } = await counting(50);
  const http = makeHttp({ maxConnections: 2 });
  const [own, first, cut, next] = [1, 2, 3, 4].map(() => makeUser(url, {}, http));
  const requests = [own!, first!].map((user) => user.http.get('/'));
  const lost = cut!.http.get('/').catch(() => 'cut');
  const kept = next!.http.get('/');
  cut!.scope.abort();
  expect(await lost).toBe('cut');
  for (const response of await Promise.all([...requests, kept])) expect(response.ok).toBe(true);
  expect(cut!.samples).toMatchObject([{ outcome: 'aborted', sent: false }]);
});

test('a stop of thousands that wait opens no new connections', async () => {
  const { url, seen } = await counting(500);
  const user = makeUser(url);
  const requests = Array.from({ length: 100 }, () => user.http.get('/').catch(() => 'cut'));
  await expect.poll(() => seen.requests).toBe(6);
  user.scope.abort();
  expect(await Promise.all(requests)).toEqual(Array(100).fill('cut'));
  expect(user.samples).toHaveLength(100);
  await pause(20);
  expect(seen.connections).toBe(6);
});

test.each([
  [1024, 768],
  [20_000, 19_744],
  [1_048_576, 20_000],
  [64, 16],
])('of %i descriptors %i are for connections', (soft, limit) => {
  expect(connectionLimit(soft)).toBe(limit);
  expect(connectionLimit()).toBeGreaterThanOrEqual(16);
});

test('a name is looked up once for all, its addresses are taken in turn, and a failure is kept briefly', async () => {
  let now = 0;
  let asked = 0;
  const clock = { now: () => now, setTimeout, clearTimeout: () => {} };
  const cache = new NameCache(clock, (hostname, _options, callback) => {
    asked++;
    setImmediate(() => {
      if (hostname === 'none.test') callback(Object.assign(new Error(), { code: 'ENOTFOUND' }), []);
      else
        callback(
          null,
          ['10.0.0.1', '10.0.0.2'].map((address) => ({ address, family: 4 })),
        );
    });
  });
  const lookup = (hostname: string) =>
    new Promise<unknown>((resolve) => {
      cache.lookup(hostname, {}, (error, address) => resolve(error?.code ?? address));
    });
  expect(await Promise.all([1, 2, 3].map(() => lookup('x.test')))).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.1',
  ]);
  expect(asked).toBe(1);
  now = 29_000;
  expect(await lookup('x.test')).toBe('10.0.0.2');
  now = 31_000;
  await lookup('x.test');
  expect(asked).toBe(2);
  expect(await lookup('none.test')).toBe('ENOTFOUND');
  await lookup('none.test');
  expect(asked).toBe(3);
  now += 1001;
  await lookup('none.test');
  expect(asked).toBe(4);
});
