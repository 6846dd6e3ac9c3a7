import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, ask, post, postJson, rawAsk } from '../support/ask.ts';
import { type HeldPort, heldPort } from '../support/ports.ts';

const GOOD = { user_count: 10, spawn_rate: 5 };

let port: HeldPort;
let spawn: (fields: Record<string, string | number>, id?: string) => Promise<Answer>;
beforeEach(async () => {
  port = await heldPort('recipes');
  spawn = (fields, id = 'BasicHomePageViewingUser') => post(`${port.url}/api/spawn/${id}`, fields);
});
afterEach(() => port.close());

/** Every answer under /api/. */
function expectApi(answer: Answer, status: number, body: unknown): void {
  expect(answer.json).toEqual(body);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
}

describe('the calls', () => {
  test('GET /api/ping: 200 {"msg": "pong"}', async () => {
    expectApi(await ask(`${port.url}/api/ping`), 200, { msg: 'pong' });
  });

  test('GET /api/user_count: "users alive now on port 81\'s test"', async () => {
    expectApi(await ask(`${port.url}/api/user_count`), 200, { user_count: 0 });
    await spawn(GOOD);
    await port.clock.advance(1100);
    expectApi(await ask(`${port.url}/api/user_count`), 200, { user_count: 6 });
  });

  test('POST /api/spawn: "Spawn Request Received: spawning 10 users at 5 users/second"; "answers at once, spawning follows"', async () => {
    expectApi(await spawn(GOOD), 200, {
      msg: 'Spawn Request Received: spawning 10 users at 5 users/second',
    });
    expect(port.test.userCount).toBeLessThan(10);
    await port.clock.advance(2000);
    expect(port.test.census.byClass()).toEqual({ BasicHomePageViewingUser: 10 });
  });

  test('POST /api/stop: 200 {"msg": "All users stopped"}, "also when idle"', async () => {
    expectApi(await post(`${port.url}/api/stop`), 200, { msg: 'All users stopped' });
    await spawn(GOOD);
    await port.clock.advance(2000);
    expectApi(await post(`${port.url}/api/stop`), 200, { msg: 'All users stopped' });
    expect(port.test.userCount).toBe(0);
  });

  test('GET /api/users: the identifiers that can be spawned, with a line of description each', async () => {
    expectApi(await ask(`${port.url}/api/users`), 200, {
      users: [
        { identifier: 'BasicHomePageViewingUser', description: expect.stringMatching(/^\S.+$/) },
        { identifier: 'BasicPurchasingUser', description: expect.stringMatching(/^\S.+$/) },
      ],
    });
  });

  test('"another method on these: 405" with Allow, as JSON', async () => {
    for (const [path, allow] of [
      ['/api/ping', 'GET, HEAD, OPTIONS'],
      ['/api/user_count', 'GET, HEAD, OPTIONS'],
      ['/api/users', 'GET, HEAD, OPTIONS'],
      ['/api/spawn/BasicPurchasingUser', 'OPTIONS, POST'],
      ['/api/stop', 'OPTIONS, POST'],
    ] as const) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'PURGE', 'FOO']) {
        if (allow.includes(method)) continue;
        const answer = await rawAsk(
          port.port,
          `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        );
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        expect(answer.head).toContain('Content-Type: application/json\r\n');
        expect(answer.head).toContain(`Allow: ${allow}\r\n`);
        expect(JSON.parse(answer.body)).toEqual({ err: 'Method Not Allowed' });
      }
    }
  });

  test.each([
    '/api',
    '/api/',
    '/api/nope',
    '/api/ping/',
    '/API/ping',
    '/api/spawn',
    '/api/spawn/a/b',
    '/api/%zz',
  ])('"unknown path: 404", as JSON: %s', async (path) => {
    const answer = await ask(`${port.url}${path}`);
    expect(answer.status).toBe(404);
    if (path.startsWith('/api')) expectApi(answer, 404, { err: 'Not Found' });
  });

  test('OPTIONS tells the methods', async () => {
    const answer = await ask(`${port.url}/api/stop`, { method: 'OPTIONS' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('allow')).toBe('OPTIONS, POST');
  });

  test('"/api/* does not exist on port 80"', async () => {
    const web = await heldPort('web');
    for (const path of ['/api/ping', '/api/user_count', '/api/users']) {
      expect((await ask(`${web.url}${path}`)).status).toBe(404);
    }
    for (const path of ['/api/stop', '/api/spawn/BrowsingUser']) {
      expect((await post(`${web.url}${path}`, GOOD)).status).toBe(404);
    }
    expect(web.test.state).toBe('ready');
    await web.close();
  });

  test('"500 for anything unforeseen", without a trace of where', async () => {
    port.test.start = () => {
      throw new Error('secret words');
    };
    expectApi(await spawn(GOOD), 500, { err: 'Internal Server Error' });
    expect(port.lines.join('')).toContain('secret words');
  });
});

describe('the fields of a spawn', () => {
  const must = (name: string, shown: string): string =>
    `Must specify a valid, non-empty, integer value for query parameter '${name}': ${shown}`;

  test.each<[Record<string, string>, string]>([
    [{}, must('user_count', 'None')],
    [{ user_count: 'foo', spawn_rate: 'bar' }, must('user_count', 'foo')],
    [{ user_count: '', spawn_rate: '1' }, must('user_count', '')],
    [{ user_count: '1.15', spawn_rate: '1' }, must('user_count', '1.15')],
    [{ user_count: '1e3', spawn_rate: '1' }, must('user_count', '1e3')],
    [{ user_count: '1_0', spawn_rate: '1' }, must('user_count', '1_0')],
    [{ user_count: '٣', spawn_rate: '1' }, must('user_count', '٣')],
    [{ user_count: '+', spawn_rate: '1' }, must('user_count', '+')],
    [{ user_count: '5 5', spawn_rate: '1' }, must('user_count', '5 5')],
    [{ user_count: '0x5', spawn_rate: '1' }, must('user_count', '0x5')],
    [{ user_count: '0' }, must('spawn_rate', 'None')],
    [{ user_count: '10', spawn_rate: 'foo' }, must('spawn_rate', 'foo')],
    [{ user_count: '10', spawn_rate: '0.5' }, must('spawn_rate', '0.5')],
    [{ user_count: '0', spawn_rate: '0' }, "Query parameter 'user_count' must be positive: 0"],
    [{ user_count: '-3', spawn_rate: '1' }, "Query parameter 'user_count' must be positive: -3"],
    [{ user_count: '-0', spawn_rate: '1' }, "Query parameter 'user_count' must be positive: 0"],
    [{ user_count: '1', spawn_rate: '0' }, "Query parameter 'spawn_rate' must be positive: 0"],
    [{ user_count: '1', spawn_rate: '-07' }, "Query parameter 'spawn_rate' must be positive: -7"],
    [{ user_count: '1', spawn_rate: '1', stop_after: 'foo' }, 'stop_after must be valid integer value: foo'],
    [{ user_count: '1', spawn_rate: '1', stop_after: '' }, 'stop_after must be valid integer value: '],
    [
      { user_count: '1', spawn_rate: '1', stop_after: '0' },
      "Query parameter 'stop_after' must be positive: 0",
    ],
    [
      { user_count: '100001', spawn_rate: '1' },
      "Query parameter 'user_count' must be at most 100000: 100001",
    ],
  ])('%o: 400 %s', async (fields, err) => {
    expectApi(await spawn(fields), 400, { err });
    expect(port.test.state).toBe('ready');
  });

  test('"Checked in this order, first failure wins"', async () => {
    const bad = { user_count: 'a', spawn_rate: 'b', stop_after: 'c' };
    expect((await spawn(bad, 'Nope')).json.err).toContain("'user_count': a");
    expect((await spawn({ ...bad, user_count: '0' }, 'Nope')).json.err).toContain("'spawn_rate': b");
    expect((await spawn({ ...bad, user_count: '0', spawn_rate: '0' }, 'Nope')).json.err).toBe(
      "Query parameter 'user_count' must be positive: 0",
    );
    expect((await spawn({ ...bad, user_count: '1', spawn_rate: '0' }, 'Nope')).json.err).toBe(
      "Query parameter 'spawn_rate' must be positive: 0",
    );
    expectApi(await spawn({ ...bad, user_count: '1', spawn_rate: '1' }, 'Nope'), 404, {
      err: 'Cannot find SRE Recipe Load for: Nope',
    });
    expect((await spawn({ ...bad, user_count: '1', spawn_rate: '1' })).json.err).toBe(
      'stop_after must be valid integer value: c',
    );
  });

  test.each([
    [' 5 ', '5'],
    ['+5', '5'],
    ['005', '5'],
    ['\t5\n', '5'],
  ])('takes %j as an integer', async (user_count, shown) => {
    expectApi(await spawn({ user_count, spawn_rate: '1' }), 200, {
      msg: `Spawn Request Received: spawning ${shown} users at 1 users/second`,
    });
  });

  test('takes multipart', async () => {
    const body = new FormData();
    body.set('user_count', '2');
    body.set('spawn_rate', '2');
    const answer = await ask(`${port.url}/api/spawn/BasicPurchasingUser`, { method: 'POST', body });
    expect(answer.status).toBe(200);
  });

  test.each<[unknown, number]>([
    [{ user_count: 2, spawn_rate: 1, stop_after: 5 }, 200],
    [{ user_count: '2', spawn_rate: '1' }, 200],
    ['{"user_count": 5.0, "spawn_rate": 1}', 200],
    [{ user_count: 2, spawn_rate: 1, stop_after: null }, 200],
    [{ user_count: 1.5, spawn_rate: 1 }, 400],
    [{ user_count: true, spawn_rate: 1 }, 400],
    [{ user_count: { a: 1 }, spawn_rate: 1 }, 400],
    [{ user_count: null, spawn_rate: 1 }, 400],
    [[], 400],
    ['"text"', 400],
    ['{"user_count":', 400],
    ['', 400],
  ])('"accept a JSON body too": %j', async (body, status) => {
    const answer = await postJson(`${port.url}/api/spawn/BasicPurchasingUser`, body);
    expect(answer.status).toBe(status);
    expect(answer.json).toHaveProperty(status === 200 ? 'msg' : 'err');
  });

  test('a bound on users can be configured', async () => {
    const small = await heldPort('recipes', { config: { maxUsers: 50 } });
    const answer = await post(`${small.url}/api/spawn/BasicPurchasingUser`, {
      user_count: 51,
      spawn_rate: 1,
    });
    expect(answer.status).toBe(400);
    expect(answer.json.err).toContain('at most 50: 51');
    await small.close();
  });

  test('"port 81\'s spawn answers 400 {err} naming --host and TARGET_HOST" without any host', async () => {
    const lost = await heldPort('recipes', { host: '' });
    const answer = await post(`${lost.url}/api/spawn/BasicPurchasingUser`, GOOD);
    expect(answer.status).toBe(400);
    expect(answer.json.err).toMatch(/--host or TARGET_HOST/);
    await lost.close();
  });
});

test('without a worker that could carry a spawn: 503 {err}, once its fields are right, and nothing begins', async () => {
  const workers = { count: 0, rows: () => [], logs: () => ({}) };
  const lone = await heldPort('recipes', { workers, config: { workerHint: 'start one by --worker' } });
  const url = `${lone.url}/api/spawn/BasicPurchasingUser`;
  expectApi(await post(url, GOOD), 503, {
    err: 'No worker is there to carry the load: start one by --worker.',
  });
  expect((await post(url, { ...GOOD, user_count: 0 })).status).toBe(400);
  expect(lone.test.state).toBe('ready');
  await lone.close();
});

describe('runs', () => {
  test('stop_after ends the run that set it, and no other (mend 2)', async () => {
    await spawn({ user_count: 5, spawn_rate: 5, stop_after: 8 });
    await port.clock.advance(3000);
    await spawn({ user_count: 4, spawn_rate: 5 });
    await port.clock.advance(20_000, 100);
    expect(port.test.userCount).toBe(4);
    await spawn({ user_count: 3, spawn_rate: 5, stop_after: 20 });
    await port.clock.advance(19_000, 100);
    expect(port.test.userCount).toBe(3);
    await port.clock.advance(1100, 50);
    expect(port.test.userCount).toBe(0);
    expect(port.test.state).toBe('stopped');
  });

  test('"A second spawn replaces the running load" and "starts with empty statistics"', async () => {
    await spawn(GOOD);
    await port.clock.advance(4000);
    expect((await ask(`${port.url}/stats/requests`)).json.stats.at(-1).num_requests).toBeGreaterThan(9);
    await spawn({ user_count: 2, spawn_rate: 10 }, 'BasicPurchasingUser');
    expect((await ask(`${port.url}/stats/requests`)).json.stats.at(-1).num_requests).toBe(0);
    await port.clock.advance(1000);
    expect(port.test.census.byClass()).toEqual({ BasicPurchasingUser: 2 });
  });

  test('"all 10 users alive and total_rps > 0 within 10 s of a spawn of 10 at 5/s, and fewer than 10 some 20 s after a stop_after of 20"', async () => {
    await spawn({ ...GOOD, stop_after: 20 });
    await port.clock.advance(10_000, 50);
    const { json } = await ask(`${port.url}/stats/requests`);
    expect(json.user_count).toBe(10);
    expect(json.total_rps).toBeGreaterThan(0);
    await port.clock.advance(10_100, 50);
    expect((await ask(`${port.url}/api/user_count`)).json.user_count).toBe(0);
  });
});

describe('handlers that a load file adds', () => {
  test('are on port 81, with the handle of its test', async () => {
    const open = await heldPort('recipes', {
      extend: (router, test) => {
        router.get('/api/state', (ctx) => {
          ctx.body = { state: test.state };
        });
        router.get('/hello/:name', (ctx) => {
          ctx.body = `hello ${ctx.params.name}`;
        });
        router.get('/broken', () => {
          throw new Error('secret words');
        });
        router.get('/teapot', (ctx) => ctx.throw(418, 'short and stout'));
      },
    });
    expect((await ask(`${open.url}/api/state`)).json).toEqual({ state: 'ready' });
    expect((await ask(`${open.url}/hello/you`)).text).toBe('hello you');
    expect((await ask(`${open.url}/hello/you`, { method: 'DELETE' })).status).toBe(405);
    const broken = await ask(`${open.url}/broken`);
    expect(broken.status).toBe(500);
    expect(broken.text).toBe('Internal Server Error');
    expect(await ask(`${open.url}/teapot`)).toMatchObject({ status: 418, text: 'short and stout' });
    expect((await ask(`${open.url}/api/ping`)).status).toBe(200);
    await open.close();
  });
});
