import { expect, test, vi } from 'vitest';
import { Deadlines, type Timed } from '../../src/http/deadlines.ts';
import { makeHttp, makeUser, pause, serve, serveSockets } from './support.ts';

test('a request fails when its time is over, wherever it stands', async () => {
  const { url } = await serve((request, response) => {
    if (request.url === '/half') response.write('half');
    if (request.url === '/drip') {
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(drip));
    }
  });
  const user = makeUser(url, { requestTimeout: 150 });
  const began = performance.now();
  expect((await user.http.get('/never')).error).toMatch(
    /^TimeoutError: no answer from 127.0.0.1:\d+ within 150 ms$/,
  );
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(148);
  expect(took).toBeLessThan(400);
  expect(user.last()).toMatchObject({ outcome: 'failed', status: 0, hops: 0, sent: true });
  expect(user.last().duration).toBeGreaterThan(148_000);
  expect((await user.http.get('/half')).error).toMatch(
    /^TimeoutError: the answer of .* was not complete within 150 ms$/,
  );
  expect(user.last()).toMatchObject({ status: 200, hops: 1 });
  expect((await user.http.get('/drip', { timeout: '50ms' })).error).toMatch(/not complete within 50 ms$/);
});

test('the time covers all hops of a redirect', async () => {
  const { url } = await serve(async (_request, response) => {
    await pause(40);
    response.writeHead(302, { location: '/again' }).end();
  });
  const user = makeUser(url);
  expect((await user.http.get('/', { timeout: 150 })).error).toMatch(/^TimeoutError/);
  const { hops } = user.last();
  expect(hops).toBeGreaterThanOrEqual(1);
  expect(hops).toBeLessThanOrEqual(3);
});

test('a connection that does not come about fails by its own time', async () => {
  const { port } = await serveSockets(() => {});
  const user = makeUser(`https://127.0.0.1:${port}`, { connectTimeout: 60 });
  expect((await user.http.get('/')).error).toBe(
    `ConnectTimeoutError: not connected to 127.0.0.1:${port} within 60 ms`,
  );
  const hasty = makeUser(`https://127.0.0.1:${port}`);
  expect((await hasty.http.get('/', { timeout: 50 })).error).toBe(
    `TimeoutError: not connected to 127.0.0.1:${port} within 50 ms`,
  );
});

test('what waits for a connection runs out of time too', async () => {
  const { url } = await serve(() => {});
  const http = makeHttp({ maxConnections: 2 });
  const [own, shared, waiting] = [1, 2, 3].map(() => makeUser(url, {}, http));
  const busy = [own!, shared!].map((user) => user.http.get('/', { timeout: 150 }));
  expect((await waiting!.http.get('/', { timeout: 60 })).error).toMatch(
    /^TimeoutError: no connection to 127.0.0.1:\d+ became free within 60 ms$/,
  );
  expect(waiting!.last()).toMatchObject({ outcome: 'failed', sent: false, duration: 0 });
  expect(waiting!.last().phases.blocked).toBeGreaterThan(58_000);
  for (const { error } of await Promise.all(busy)) expect(error).toMatch(/no answer/);
});

function timed(log: string[], name: string): Timed {
  return { deadline: 0, previousTimed: undefined, nextTimed: undefined, expire: () => log.push(name) };
}

test('deadlines expire in order with one timer for each length, removed ones never', () => {
  vi.useFakeTimers();
  try {
    const clock = {
      now: () => Date.now(),
      setTimeout: vi.fn((callback: () => void, ms: number): unknown => setTimeout(callback, ms)),
      clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
    };
    const deadlines = new Deadlines(clock);
    const log: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => timed(log, name)) as [Timed, Timed, Timed];
    deadlines.add(a, 100, clock.now());
    deadlines.add(b, 100, clock.now());
    vi.advanceTimersByTime(50);
    deadlines.add(c, 100, clock.now());
    deadlines.remove(b);
    deadlines.remove(b);
    expect(clock.setTimeout).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(50);
    expect(log).toEqual(['a']);
    vi.advanceTimersByTime(50);
    expect(log).toEqual(['a', 'c']);
    expect(vi.getTimerCount()).toBe(0);
    deadlines.add(a, 100, clock.now());
    deadlines.close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
