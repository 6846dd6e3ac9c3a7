import { expect, test } from 'vitest';
import { makeUser, serve } from './support.ts';

const answering = (status: number) => serve((_request, response) => response.writeHead(status).end('x'));

test('a status of 400 or more fails in the words of Locust', async () => {
  const { url } = await serve((request, response) => {
    response.writeHead(Number(request.url!.slice(1))).end();
  });
  const user = makeUser(url);
  const response = await user.http.get('/404', { name: '/n' });
  expect(response).toMatchObject({ ok: false, status: 404, error: undefined });
  expect(user.last()).toMatchObject({
    outcome: 'failed',
    error: "HTTPError('404 Client Error: Not Found for url: /n')",
  });
  await user.http.get('/500');
  expect(user.last().error).toBe("HTTPError('500 Server Error: Internal Server Error for url: /500')");
  await user.http.get('/304');
  expect(user.last().outcome).toBe('passed');
});

test('fail gives the reason as the error', async () => {
  const { url } = await answering(200);
  const user = makeUser(url);
  const response = await user.http.get('/');
  response.fail('too dull');
  expect(user.last()).toMatchObject({ outcome: 'failed', error: 'too dull', status: 200 });
});

test('pass makes a failure pass, be it a status or a refused connection', async () => {
  const { url } = await answering(404);
  const user = makeUser(url);
  (await user.http.get('/')).pass();
  expect(user.last()).toMatchObject({ outcome: 'passed', error: undefined, status: 404 });
  (await user.http.get('http://127.0.0.1:1/')).pass();
  expect(user.last()).toMatchObject({ outcome: 'passed', error: undefined, status: 0 });
});

test('a sample is held until the next request, flush or abort; then fail and pass come too late', async () => {
  const { url } = await answering(200);
  const user = makeUser(url);
  const first = await user.http.get('/1');
  expect(user.samples).toHaveLength(0);
  expect(user.scope.lastResponse).toBe(first);
  const pending = user.http.get('/2');
  expect(user.samples.map(({ name }) => name)).toEqual(['/1']);
  expect(user.scope.lastResponse).toBeUndefined();
  expect(() => first.fail('late')).toThrow(expect.objectContaining({ code: 'response.recorded' }));
  const second = await pending;
  user.scope.flush();
  expect(() => second.pass()).toThrow(expect.objectContaining({ code: 'response.recorded' }));
  await user.http.get('/3');
  user.scope.abort();
  expect(user.samples.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    '/1 passed',
    '/2 passed',
    '/3 passed',
  ]);
});

test('each of several requests at once can be judged', async () => {
  const { url } = await answering(200);
  const user = makeUser(url);
  const responses = await Promise.all([user.http.get('/1'), user.http.get('/2'), user.http.get('/3')]);
  responses[1]!.fail('second');
  expect(responses).toContain(user.scope.lastResponse);
  user.scope.flush();
  expect(user.samples.map(({ error }) => error).filter(Boolean)).toEqual(['second']);
  expect(user.samples).toHaveLength(3);
});

test("samples carry the moment that the scope's pacing intended", async () => {
  const { url } = await answering(200);
  const user = makeUser(url);
  user.scope.pacedStart = { intendedAt: 42, interval: 1000, skipped: 0 };
  await user.http.get('/');
  user.scope.pacedStart = undefined;
  await user.http.get('/');
  user.scope.flush();
  expect(user.samples[0]!.intendedAt).toBe(42);
  expect(user.samples[1]!.intendedAt).toBe(user.samples[1]!.at);
});
