import { afterEach, describe, expect, test } from 'vitest';
import { ask, post } from './support/ask.ts';
import { type HeldPort, heldPort, type PortSetup, realPort } from './support/ports.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const port of open.splice(0)) await port.close();
});

async function held(role: 'web' | 'recipes', setup: PortSetup = {}): Promise<HeldPort> {
  const port = await heldPort(role, setup);
  open.push(port);
  return port;
}

const LOGIN = { credentials: [{ kind: 'login', user: 'ada', password: 'engine' }] } as const;
const TOKEN = { credentials: [{ kind: 'token', token: 's3cret-token' }] } as const;
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('what a page of another site asks for', () => {
  const CROSS = { 'sec-fetch-site': 'cross-site' };
  test.each([
    ['POST', '/swarm', CROSS],
    ['POST', '/user', CROSS],
    ['GET', '/stop', CROSS],
    ['HEAD', '/stop', CROSS],
    ['GET', '/stats/reset', CROSS],
    ['POST', '/swarm', { origin: 'http://evil.test' }],
    ['GET', '/stop', { origin: 'http://evil.test' }],
    ['POST', '/swarm', { origin: 'null' }],
    ['POST', '/swarm', { 'sec-fetch-site': 'same-site', origin: 'http://evil.test' }],
  ])('%s %s is refused: %j', async (method, path, headers) => {
    const { url, test: loadTest } = await held('web');
    loadTest.start({ users: 1, spawnRate: 1 });
    const answer = await ask(url + path, { method, headers });
    expect(answer.status).toBe(403);
    expect(loadTest.active).toBe(true);
  });

  test('is refused on port 81 in JSON, handlers of load files included', async () => {
    const { url } = await held('recipes', {
      extend: (router) =>
        router.post('/api/storm', (ctx) => {
          ctx.body = 'storm';
        }),
    });
    for (const path of ['/api/spawn/BasicHomePageViewingUser', '/api/stop', '/api/storm']) {
      const answer = await ask(url + path, { method: 'POST', headers: CROSS });
      expect(answer.status).toBe(403);
      expect(answer.json.err).toContain('another site');
    }
  });

  test('may read, as long as nobody has to log in', async () => {
    const { url } = await held('web');
    const answer = await ask(`${url}/stats/requests`, { headers: { ...CROSS, origin: 'http://evil.test' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('passes where its origin is allowed, also below a base path', async () => {
    const security = { allowedOrigins: ['https://ops.example'] };
    const { url } = await held('web', { security, config: { basePath: '/load' } });
    const headers = { ...CROSS, origin: 'https://ops.example' };
    expect((await ask(`${url}/load/stop`, { headers })).status).toBe(200);
    expect((await ask(`${url}/load/stop`, { headers: CROSS })).status).toBe(403);
  });
});

describe('what the own page or a script asks for passes', () => {
  test.each([
    ['no header at all', () => ({})],
    ['the own origin', (url: string) => ({ origin: url })],
    ['the own origin in capitals', (url: string) => ({ origin: url.toUpperCase().replace('HTTP', 'http') })],
    ['same-origin', (url: string) => ({ 'sec-fetch-site': 'same-origin', origin: url })],
    ['none, as an address typed in', () => ({ 'sec-fetch-site': 'none' })],
  ] as [string, (url: string) => Record<string, string>][])('with %s', async (_, headersOf) => {
    const { url } = await held('web');
    expect((await ask(`${url}/stop`, { headers: headersOf(url) })).status).toBe(200);
    expect((await ask(`${url}/swarm`, { method: 'POST', headers: headersOf(url) })).status).toBe(200);
  });

  test('behind a trusted proxy, whose forwarded host is the page’s; without trust it is not', async () => {
    const headers = { origin: 'https://load.example', 'x-forwarded-host': 'load.example' };
    const trusting = await held('web', { security: { trustProxy: true } });
    expect((await ask(`${trusting.url}/stop`, { headers })).status).toBe(200);
    const plain = await held('web');
    expect((await ask(`${plain.url}/stop`, { headers })).status).toBe(403);
  });
});

describe('every answer', () => {
  test('has a content security policy that lets through what carries its nonce, and no HSTS over plain HTTP', async () => {
    const { url } = await held('web');
    const [first, second] = [await ask(url), await ask(url)];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'self' 'nonce-([\w+/=]+)'/.exec(policy)?.[1];
    expect(first.text).toContain(`<script nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    expect(first.headers.get('strict-transport-security')).toBeNull();
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    const missing = await ask(`${url}/nowhere`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('that is the report lets through its own style alone', async () => {
    const { url } = await held('web');
    const policy = (await ask(`${url}/stats/report`)).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
  });

  test('keeps to itself what went wrong inside', async () => {
    const { url } = await held('recipes', {
      extend: (router) =>
        router.get('/api/broken', () => {
          throw new Error('at /srv/secret/place.ts:12');
        }),
    });
    const answer = await ask(`${url}/api/broken`);
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({ err: 'Internal Server Error' });
  });
});

describe('port 80 with a login', () => {
  test('asks everybody but those who only look whether it lives', async () => {
    const { url, test: loadTest } = await held('web', { security: LOGIN });
    for (const path of ['/stats/requests', '/swarm', '/stop', '/metrics', '/logs', '/nowhere']) {
      const answer = await ask(url + path, { method: path === '/swarm' ? 'POST' : 'GET' });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="statestorm"');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await ask(`${url}/healthz`)).status).toBe(200);
    expect((await ask(`${url}/readyz`)).status).toBe(200);
    expect(loadTest.state).toBe('ready');
  });

  test('lets no window of the browser ask where its own page does', async () => {
    const { url } = await held('web', { security: LOGIN });
    const answer = await ask(`${url}/stats/requests`, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Form realm="statestorm"']);
  });

  test('sends a browser to the page that asks, and lets it in by a cookie that scripts cannot read', async () => {
    const { url } = await held('web', { security: LOGIN });
    const sent = await ask(url, { headers: { accept: 'text/html' } });
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/login']);
    expect((await ask(`${url}/login`)).text).toContain('name="password"');
    const entered = await post(`${url}/login`, { username: 'ada', password: 'engine' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^statestorm_web=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(';')[0]! };
    expect((await ask(`${url}/stats/requests`, { headers })).status).toBe(200);
    await ask(`${url}/logout`, { method: 'POST', headers });
    expect((await ask(`${url}/stats/requests`, { headers })).status).toBe(401);
  });

  test('lets in a script with user and password, and nobody with a part of them', async () => {
    const { url, clock } = await held('web', { security: LOGIN });
    expect((await ask(`${url}/stop`, { headers: basic('ada', 'engine') })).status).toBe(200);
    for (const headers of [
      basic('ada', ''),
      basic('', 'engine'),
      basic('ada', 'engine2'),
      { authorization: 'x' },
    ]) {
      const answer = ask(`${url}/stop`, { headers });
      await settle(answer, clock);
      expect((await answer).status).toBe(401);
    }
  });

  test('ends a session after twelve hours', async () => {
    const { url, clock } = await held('web', { security: LOGIN });
    const entered = await post(`${url}/login`, { username: 'ada', password: 'engine' });
    const headers = { cookie: entered.headers.get('set-cookie')!.split(';')[0]! };
    await clock.advance(12 * 3600_000 - 1);
    expect((await ask(`${url}/stats/requests`, { headers })).status).toBe(200);
    await clock.advance(1);
    expect((await ask(`${url}/stats/requests`, { headers })).status).toBe(401);
  });

  test('lets in whom a trusted proxy names', async () => {
    const credentials = [{ kind: 'header', name: 'X-Forwarded-User' }] as const;
    const headers = { 'x-forwarded-user': 'ada' };
    const trusting = await held('web', { security: { credentials, trustProxy: true } });
    expect((await ask(`${trusting.url}/stats/requests`, { headers })).status).toBe(200);
    expect((await ask(`${trusting.url}/stats/requests`)).status).toBe(401);
    const wary = await held('web', { security: { credentials } });
    expect((await ask(`${wary.url}/stats/requests`, { headers })).status).toBe(401);
  });

  test('is below its base path, cookie included', async () => {
    const { url } = await held('web', { security: LOGIN, config: { basePath: '/load' } });
    const entered = await post(`${url}/load/login`, { username: 'ada', password: 'engine' });
    expect(entered.headers.get('location')).toBe('/load/');
    expect(entered.headers.get('set-cookie')).toContain('Path=/load/');
  });
});

/** Lets held time go on until an answer is there. */
async function settle(answer: Promise<unknown>, clock: HeldPort['clock']): Promise<void> {
  let there = false;
  answer.then(() => {
    there = true;
  });
  while (!there) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(250);
  }
}

describe('wrong credentials', () => {
  test('are answered later and later; meanwhile their sender is refused unlooked at, right ones included', async () => {
    const { url, clock } = await held('recipes', { security: TOKEN });
    const wrong = { authorization: 'Bearer wrong' };
    const right = { authorization: 'Bearer s3cret-token' };
    const first = ask(`${url}/api/user_count`, { headers: wrong });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const early = await ask(`${url}/api/user_count`, { headers: right });
    expect([early.status, early.headers.get('retry-after')]).toEqual([429, '1']);
    await settle(first, clock);
    expect((await first).status).toBe(401);
    expect((await first).json.err).toBe('Wrong token.');
    expect((await ask(`${url}/api/user_count`, { headers: right })).status).toBe(200);
  });

  test('given ten times shut their sender out for a minute', async () => {
    const { url, clock } = await held('recipes', { security: TOKEN });
    const headers = { authorization: 'Bearer wrong' };
    for (let attempt = 0; attempt < 10; attempt++) {
      const answer = ask(`${url}/api/stop`, { method: 'POST', headers });
      await settle(answer, clock);
      expect((await answer).status).toBe(401);
      await clock.advance(4000);
    }
    const right = { authorization: 'Bearer s3cret-token' };
    expect((await ask(`${url}/api/user_count`, { headers: right })).status).toBe(429);
    await clock.advance(60_000);
    expect((await ask(`${url}/api/user_count`, { headers: right })).status).toBe(200);
  });

  test('of one client do not slow another down', async () => {
    const { url, clock } = await held('recipes', { security: { ...TOKEN, trustProxy: true } });
    const wrong = ask(`${url}/api/user_count`, {
      headers: { authorization: 'Bearer wrong', 'x-forwarded-for': '1.2.3.4, 10.0.0.1' },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const headers = { authorization: 'Bearer s3cret-token', 'x-forwarded-for': '1.2.3.4, 10.0.0.2' };
    expect((await ask(`${url}/api/user_count`, { headers })).status).toBe(200);
    await settle(wrong, clock);
  });
});

describe('port 81 with a token', () => {
  test('takes it with each request, and asks for it in JSON', async () => {
    const { url } = await held('recipes', { security: TOKEN });
    expect((await ask(`${url}/api/ping`)).json).toEqual({ msg: 'pong' });
    const refused = await post(`${url}/api/spawn/BasicHomePageViewingUser`, { user_count: 1, spawn_rate: 1 });
    expect(refused.status).toBe(401);
    expect(refused.json.err).toContain('Authorization: Bearer');
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="statestorm"');
    const headers = { authorization: 'Bearer s3cret-token' };
    expect((await ask(`${url}/api/user_count`, { headers })).json).toEqual({ user_count: 0 });
  });

  test('is asked for once by the page, which then has a session of its own', async () => {
    const { url } = await held('recipes', { security: TOKEN });
    expect((await ask(`${url}/login`)).text).toContain('name="token"');
    const entered = await post(`${url}/login`, { token: 's3cret-token' });
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^statestorm_recipes=.*HttpOnly; SameSite=Strict$/);
    expect((await ask(url, { headers: { cookie: cookie.split(';')[0]! } })).status).toBe(200);
  });
});

test('a cookie goes over TLS alone where the client came by it', async () => {
  const { url } = await held('web', { security: { ...LOGIN, trustProxy: true } });
  const body = new URLSearchParams({ username: 'ada', password: 'engine' });
  const init = { method: 'POST', body, headers: { 'x-forwarded-proto': 'https' } };
  expect((await ask(`${url}/login`, init)).headers.get('set-cookie')).toMatch(/; Secure$/);
});

test('more users than allowed are refused on both ports, and a huge spawn rate is all at once', async () => {
  const config = { maxUsers: 50 };
  const web = await realPort('web', { config });
  const recipes = await realPort('recipes', { config });
  open.push(web, recipes);
  const swarm = await post(`${web.url}/swarm`, { user_count: 51, spawn_rate: 1 });
  expect(swarm.json).toMatchObject({ success: false, message: 'user_count must be at most 50: 51' });
  const spawn = `${recipes.url}/api/spawn/BasicHomePageViewingUser`;
  const refused = await post(spawn, { user_count: 51, spawn_rate: 1 });
  expect([refused.status, refused.json.err]).toEqual([400, expect.stringContaining('at most 50: 51')]);
  await post(`${web.url}/swarm`, { user_count: 50, spawn_rate: '1e308' });
  await post(spawn, { user_count: 50, spawn_rate: '9'.repeat(300) });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([web.test.userCount, recipes.test.userCount]).toEqual([50, 50]);
});
