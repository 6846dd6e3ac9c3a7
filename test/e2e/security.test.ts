import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { describe, expect } from 'vitest';
import { endlessUpload } from './support/endlessUpload.ts';
import { it } from './support/it.ts';
import { REPOSITORY } from './support/program.ts';
import { until } from './support/until.ts';

const PASSWORD = 'difference-engine';
const TOKEN = 'analytical-token';
const ENV = { LOCUST_WEB_USER: 'ada', LOCUST_WEB_PASSWORD: PASSWORD, LOCUST_SRE_TOKEN: TOKEN };

describe('the program with a login and a token', () => {
  it('lets in who has them, keeps them out of its log, and leaves its probes open', async ({ lab }) => {
    const { program, web, recipes } = await lab.serve(
      ['--web-login', '--host', 'http://shop.test', '-L', 'DEBUG'],
      { env: ENV },
    );
    const curl = (...args: string[]): string =>
      execFileSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args], { encoding: 'utf8' });
    expect(curl(`${web.url}/stats/requests`)).toBe('401');
    expect(curl('-u', `ada:${PASSWORD}`, `${web.url}/stats/requests`)).toBe('200');
    expect(curl(`${recipes.url}/api/user_count`)).toBe('401');
    expect(curl('-H', `Authorization: Bearer ${TOKEN}`, `${recipes.url}/api/user_count`)).toBe('200');
    expect(curl('-u', `ada:${PASSWORD}wrong`, `${web.url}/stop`)).toBe('401');
    for (const path of ['/healthz', '/readyz']) expect(curl(web.url + path)).toBe('200');
    expect(curl(`${recipes.url}/api/ping`)).toBe('200');
    const logs = execFileSync('curl', ['-s', '-u', `ada:${PASSWORD}`, `${web.url}/logs`], {
      encoding: 'utf8',
    });
    await program.terminate();
    expect(program.printed + logs).not.toMatch(new RegExp(`${PASSWORD}|${TOKEN}`));
  });
});

describe('the program without settings', () => {
  it('lets curl start and stop, and refuses what a page of another site asks for', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url]);
    const curl = (...args: string[]): string => execFileSync('curl', ['-s', ...args], { encoding: 'utf8' });
    expect(curl('-X', 'POST', '-d', 'user_count=2&spawn_rate=10', `${web.url}/swarm`)).toContain(
      '"success":true',
    );
    await until('users run', async () => (await web.report()).user_count === 2);
    const cross = ['-o', '/dev/null', '-w', '%{http_code}', '-H', 'Sec-Fetch-Site: cross-site'];
    expect(curl(...cross, `${web.url}/stop`)).toBe('403');
    expect(curl(...cross, '-X', 'POST', '-d', 'user_count=9&spawn_rate=9', `${web.url}/swarm`)).toBe('403');
    expect((await web.report()).user_count).toBe(2);
    expect(curl(`${web.url}/stop`)).toContain('Test stopped');
  });

  it('does not let a client aim elsewhere, however the host is spelt', async ({ lab }) => {
    const { web } = await lab.serve([
      '--host',
      'http://10.0.0.1',
      '--allowed-hosts',
      '10.0.0.1,shop.example',
    ]);
    const elsewhere = [
      'http://127.0.0.1',
      'http://10.0.0.1@127.0.0.1',
      'http://shop.example:x@127.0.0.1',
      'http://shop.example%40127.0.0.1',
      'http://0177.0.0.1',
      'http://0x7f000001',
      'http://2130706433',
      'http://[::1]',
      'http://[::ffff:127.0.0.1]',
      'http://127.0.0.1.',
      'http://localhost.',
      'http://shop.example.evil.test',
      'http://shop.example:8080',
      'http://shop。example.evil.test',
      'http://shop.example\\@127.0.0.1',
      'http:////127.0.0.1',
    ];
    for (const host of elsewhere) {
      const { body } = await web.swarm({ user_count: 1, spawn_rate: 1, host });
      expect([host, body.success, body.host]).toEqual([host, false, 'http://10.0.0.1']);
    }
    for (const host of ['http://shop.example', 'http://SHOP.example.', 'https://shop.example']) {
      expect([host, (await web.swarm({ user_count: 1, spawn_rate: 1, host })).body.success]).toEqual([
        host,
        true,
      ]);
    }
  });
});

// The reset of a connection that is cut while its client still sends can overtake the answer.
it('stops reading a body that does not end, be its sender logged in or not', { retry: 3 }, async ({
  lab,
}) => {
  const open = await lab.serve(['--host', 'http://shop.test']);
  const guarded = await lab.serve(['--web-login', '--host', 'http://shop.test'], { env: ENV });
  for (const [url, status] of [
    [`${open.web.url}/swarm`, 413],
    [`${open.web.url}/user`, 413],
    [`${open.recipes.url}/api/spawn/BasicHomePageViewingUser`, 413],
    [`${guarded.web.url}/login`, 413],
    [`${guarded.web.url}/swarm`, 401],
    [`${guarded.recipes.url}/api/stop`, 401],
  ] as const) {
    const { sent, answer } = await endlessUpload(url);
    expect([url, answer.slice(0, 12)]).toEqual([url, `HTTP/1.1 ${status}`]);
    // What is thrown away before the answer, and what the kernel's buffers take.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  }
  expect((await open.web.get('/healthz')).status).toBe(200);
});

describe('a start that could not protect what it should', () => {
  for (const [args, message] of [
    [['--web-login'], /--web-login lets nobody in[\s\S]*LOCUST_WEB_PASSWORD/],
    [['--web-login', '--web-user', 'ada'], /--web-user and --web-password belong together/],
    [['--web-user', 'ada', '--web-password', PASSWORD], /--web-user has no meaning without --web-login/],
    [['--web-login', '--web-login-header', 'X-User'], /--web-login-header needs --trust-proxy/],
    [['--tls-cert', 'cert.pem'], /--tls-cert and --tls-key belong together/],
    [['--tls-cert', 'nowhere.pem', '--tls-key', 'nowhere.key'], /--tls-cert: nowhere\.pem cannot be read/],
    [['--allowed-origins', 'ops.example'], /--allowed-origins: .* is not a list of origins/],
  ] as [string[], RegExp][]) {
    it(`ends with 2 and says so: ${args.join(' ')}`, async ({ lab }) => {
      const { code, stderr } = await lab.run([...args, '--web-port', '0', '--web-port-sre-recipe', '0']);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain(PASSWORD);
    });
  }
});

it('serves both ports over TLS', async ({ lab }) => {
  const fixtures = `${REPOSITORY}test/http/fixtures/localhost`;
  const { web, recipes } = await lab.serve([
    '--tls-cert',
    `${fixtures}.cert.pem`,
    '--tls-key',
    `${fixtures}.key.pem`,
  ]);
  for (const url of [`${web.url}/healthz`, `${recipes.url}/api/ping`]) {
    expect(url).toMatch(/^https:/);
    const [status, hsts] = await new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      request(url, { rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers['strict-transport-security']]);
      })
        .on('error', reject)
        .end();
    });
    expect([status, hsts]).toEqual([200, expect.stringContaining('max-age')]);
  }
});
