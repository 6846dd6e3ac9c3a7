import { createServer as createPlainServer } from 'node:net';
import { expect, test } from 'vitest';
import { makeHttp, makeUser, pause, serve, serveSockets } from './support.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

// Until the first idle connection was seen to close, nothing tells when a POST had better take a new one.
// A busy machine can hold the server's timer back by more than the client allows for.
test('users whose waits straddle the keep-alive of a server that does not announce it see no failure', {
  retry: 3,
}, async () => {
  const { url } = await serveSockets((socket) => {
    let timer: NodeJS.Timeout | undefined;
    socket.on('close', () => clearTimeout(timer));
    socket.on('data', () => {
      clearTimeout(timer);
      socket.write(ANSWER);
      timer = setTimeout(() => socket.end(), 200);
    });
  });
  const http = makeHttp();
  await makeUser(url, {}, http).http.get('/');
  await expect.poll(() => http.connections).toBe(0);
  const users = Array.from({ length: 60 }, () => makeUser(url, {}, http));
  await Promise.all(
    users.map(async (user, i) => {
      for (let round = 0; round < 12; round++) {
        const method = (i + round) % 2 === 0 ? 'get' : 'post';
        const response = await user.http[method]('/', method === 'post' ? { json: round } : {});
        expect(response.error).toBeUndefined();
        await pause(170 + ((i * 7 + round * 13) % 60));
      }
      user.scope.flush();
      expect(user.samples).toHaveLength(12);
      expect(user.samples.every(({ outcome, hops }) => outcome === 'passed' && hops === 1)).toBe(true);
    }),
  );
});

test("a server's own hint wins: its connections are left before it closes them", async () => {
  let connections = 0;
  const { url, server } = await serve((_request, response) => response.end());
  server.keepAliveTimeout = 1000; // announces timeout=1, of which nothing is left after the margin
  server.on('connection', () => connections++);
  const user = makeUser(url);
  for (let i = 0; i < 3; i++) expect((await user.http.post('/')).ok).toBe(true);
  expect(connections).toBe(3);
});

test('a GET that dies on a kept connection is sent once more, in one sample', async () => {
  const { url } = await serveSockets((socket) => {
    let requests = 0;
    socket.on('data', () => {
      if (requests++ === 0) socket.write(ANSWER);
      else socket.destroy();
    });
  });
  const user = makeUser(url);
  await user.http.get('/');
  expect((await user.http.get('/')).text()).toBe('ok');
  expect(user.last()).toMatchObject({ outcome: 'passed', reconnects: 1, hops: 1, sent: true });
  expect(user.samples).toHaveLength(2);
});

test('a POST that was written is not sent again', async () => {
  let requests = 0;
  const { url } = await serveSockets((socket) => {
    let own = 0;
    socket.on('data', () => {
      requests++;
      if (own++ === 0) socket.write(ANSWER);
      else socket.destroy();
    });
  });
  const user = makeUser(url);
  await user.http.post('/');
  expect((await user.http.post('/')).error).toMatch(/^Connection(Closed|Reset)Error: .* before it answered$/);
  expect(user.last()).toMatchObject({ outcome: 'failed', reconnects: 0, sent: true, hops: 0 });
  expect(requests).toBe(2);
});

test('a GET is sent again once, not for ever', async () => {
  let requests = 0;
  const { url } = await serveSockets((socket) => {
    socket.on('data', () => {
      if (requests++ === 0) socket.write(ANSWER);
      else socket.destroy();
    });
  });
  const user = makeUser(url);
  await user.http.get('/');
  expect((await user.http.get('/')).error).toMatch(/before it answered$/);
  expect(user.last()).toMatchObject({ outcome: 'failed', reconnects: 1 });
  expect(requests).toBe(3);
});

test('a server that resets idle connections and comes back is no failure, for any method', async () => {
  const { url, server } = await serve((_request, response) => response.end('ok'));
  const user = makeUser(url);
  for (const method of ['get', 'post', 'put', 'delete'] as const) {
    expect((await user.http[method]('/')).ok).toBe(true);
    server.closeAllConnections();
    await pause(5);
    expect((await user.http[method]('/')).ok).toBe(true);
  }
  user.scope.flush();
  expect(user.samples.every(({ outcome }) => outcome === 'passed')).toBe(true);
});

test('a server that goes away is refused, then found again', async () => {
  const { url, server } = await serve((_request, response) => response.end('ok'));
  const port = Number(new URL(url).port);
  const user = makeUser(url);
  expect((await user.http.get('/')).ok).toBe(true);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  expect((await user.http.get('/')).error).toBe(
    `ConnectionRefusedError: connection refused by 127.0.0.1:${port}`,
  );
  const back = createPlainServer((socket) => socket.on('data', () => socket.end(ANSWER)));
  await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
  expect((await user.http.get('/')).text()).toBe('ok');
  back.close();
});
