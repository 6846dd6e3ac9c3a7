import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { ask, rawAsk } from './support/ask.ts';
import { type HeldPort, heldPort, type PortSetup } from './support/ports.ts';

const BUILT = `${import.meta.dirname}/fixtures/ui`;

let port: HeldPort;
afterEach(() => port.close());

async function open(role: 'web' | 'recipes', setup: PortSetup = {}): Promise<void> {
  port = await heldPort(role, { uiFolder: BUILT, ...setup });
}

/** Asks for a path as it stands. */
const get = (path: string) =>
  rawAsk(port.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

describe.each(['web', 'recipes'] as const)('the built interface on the port of %s', (role) => {
  test('is served at / and at /machines, each time with a nonce of its own', async () => {
    await open(role);
    const nonces = new Set<string>();
    for (const path of ['/', '/machines']) {
      const { status, headers, text } = await ask(port.url + path);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '') ?? [];
      expect(nonce).not.toBe('');
      expect(text.split(`nonce="${nonce}"`)).toHaveLength(5);
      expect(text).not.toContain('__NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  test('is told what the port has to say', async () => {
    await open(role);
    const { text } = await ask(`${port.url}/`);
    const [, json = ''] = /window\.templateArgs = (\{.*?\})<\/script>/s.exec(text) ?? [];
    expect(JSON.parse(json)).toMatchObject({ state: 'ready', statestorm: { role } });
  });

  test('has its files kept for good, and nothing else', async () => {
    await open(role, { config: { basePath: '/load' } });
    const script = await ask(`${port.url}/load/assets/app.js`);
    expect(script.text).toMatch(/^document\.title = .built.;$/m);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const style = await ask(`${port.url}/load/assets/app.css`);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await ask(`${port.url}/load/`)).headers.get('cache-control')).toBe('no-store');
    expect((await ask(`${port.url}/assets/app.js`)).status).toBe(404);
  });
});

test('nothing that a client or an operator wrote gets out of its place', async () => {
  const evil = `</script><img src=x onerror=alert(1)>"'&\u2028$&__NONCE__`;
  await open('web', { config: { profile: evil } });
  const { text } = await ask(`${port.url}/`);
  expect(text).not.toContain('<img');
  const [, json = ''] = /window\.templateArgs = (\{.*?\})<\/script>/s.exec(text) ?? [];
  expect(JSON.parse(json).profile).toBe(evil);
});

test('no path leads out of the files of the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-ui-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'ui/assets/.hidden'), { recursive: true });
  for (const file of [
    'secret',
    'ui/secret',
    'ui/assets/.secret',
    'ui/assets/.hidden/secret',
    'ui/assets/-a_1.txt',
  ]) {
    writeFileSync(join(folder, file), 'secret');
  }
  await open('web', { uiFolder: join(folder, 'ui') });
  expect((await get('/assets/-a_1.txt')).status).toBe(200);
  const paths = [
    '../secret',
    '%2e%2e%2fsecret',
    '%2e%2e/secret',
    '..%5csecret',
    '%252e%252e%252fsecret',
    '.secret',
    '.hidden/secret',
    './.secret',
    '/secret',
    '%2fetc%2fpasswd',
    'app%00.js',
    '',
    '.',
    'x/../.secret',
  ];
  for (const path of paths) {
    const { status, head, body } = await get(`/assets/${path}`);
    expect([path, status, body]).toEqual([path, 404, 'Not Found']);
    expect(head).toContain('Content-Type: text/plain');
    expect(head).not.toContain('immutable');
  }
});

test('behind a login its files are no business of caches that many share', async () => {
  const credentials = [{ kind: 'login', user: 'ada', password: 'hush-hush' }] as const;
  await open('web', { security: { credentials } });
  const path = `${port.url}/assets/app.js`;
  expect((await ask(path)).status).toBe(401);
  const headers = { authorization: `Basic ${Buffer.from('ada:hush-hush').toString('base64')}` };
  expect((await ask(path, { headers })).headers.get('cache-control')).toBe(
    'private, max-age=31536000, immutable',
  );
});

test('where it is not built the plain page is served and says how to build it; a build counts at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-ui-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await open('web', { uiFolder: folder });
  for (const path of ['/', '/machines']) {
    const { status, text } = await ask(port.url + path);
    expect([status, text.includes('npm run build:ui'), text.includes('id="swarm"')]).toEqual([
      200,
      true,
      true,
    ]);
  }
  expect((await ask(`${port.url}/assets/app.js`)).status).toBe(404);
  writeFileSync(join(folder, 'index.html'), '<title>built</title>');
  expect((await ask(`${port.url}/`)).text).toBe('<title>built</title>');
});
