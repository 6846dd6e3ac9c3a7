import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECIPE_USERS } from '../../src/catalog/catalog.ts';
import { rawAsk } from './support/ask.ts';
import { type HeldPort, heldPort } from './support/ports.ts';

/** A request as bytes, and the statuses that may answer it. */
interface Bad {
  readonly title: string;
  readonly request: string;
  readonly statuses: readonly number[];
}

const FORM = 'application/x-www-form-urlencoded';
const SPAWN = '/api/spawn/BasicPurchasingUser';

function request(
  method: string,
  path: string,
  type?: string,
  body = '',
  headers: readonly string[] = [],
): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers];
  if (type !== undefined) lines.push(`Content-Type: ${type}`);
  if (body !== '' || type !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const bad: Bad[] = [];
const add = (statuses: readonly number[], title: string, text: string): void => {
  bad.push({ title, request: text, statuses });
};

// Values that are no number, or one out of bounds, in each field of each form.
const NO_NUMBERS = [
  '',
  ' ',
  'foo',
  '1.5.5',
  '-1',
  '1e',
  'NaN',
  'Infinity',
  '-Infinity',
  '1,000',
  '0x10',
  '1_0',
  'null',
  'true',
  '[]',
  '{}',
  '%00',
  '%zz',
  '٣',
  '9'.repeat(5000),
  "1'; DROP TABLE users",
  '1%0d%0aX-Evil:%201',
];
for (const value of NO_NUMBERS) {
  const shown = value.slice(0, 30);
  add(
    [200],
    `/swarm user_count=${shown}`,
    request('POST', '/swarm', FORM, `user_count=${value}&spawn_rate=1`),
  );
  add(
    [200],
    `/swarm spawn_rate=${shown}`,
    request('POST', '/swarm', FORM, `user_count=1&spawn_rate=${value === '9'.repeat(5000) ? '-1' : value}`),
  );
  add(
    [400, 404],
    `spawn user_count=${shown}`,
    request('POST', SPAWN, FORM, `user_count=${value}&spawn_rate=1`),
  );
  if (value !== '9'.repeat(5000)) {
    add(
      [400, 404],
      `spawn spawn_rate=${shown}`,
      request('POST', SPAWN, FORM, `user_count=1&spawn_rate=${value}`),
    );
    add(
      [400, 404],
      `spawn stop_after=${shown}`,
      request('POST', SPAWN, FORM, `user_count=1&spawn_rate=1&stop_after=${value}`),
    );
  }
}
for (const value of ['bad', '-1', '1d', '1h1h', '0', '1e5', 'NaN', '20 s s', '9'.repeat(500)]) {
  add(
    [200],
    `/swarm run_time=${value.slice(0, 20)}`,
    request('POST', '/swarm', FORM, `user_count=1&spawn_rate=1&run_time=${value}`),
  );
}
for (const host of [
  'victim.test',
  'ftp://victim.test',
  'http://victim.test',
  'http://shop.test@victim.test',
  'http://shop.test.victim.test',
  'http://',
  'http:///x',
  'javascript:alert(1)',
  'http://[::1',
  'http://shop.test:99999',
  'http://shop.test%0d%0aX: 1',
  'file:///etc/passwd',
  'http://169.254.169.254',
  `http://${'a'.repeat(3000)}.test`,
]) {
  add(
    [200],
    `/swarm host=${host.slice(0, 40)}`,
    request('POST', '/swarm', FORM, `user_count=1&spawn_rate=1&host=${encodeURIComponent(host)}`),
  );
  add(
    [400],
    `/user host=${host.slice(0, 40)}`,
    request(
      'POST',
      '/user',
      'application/json',
      JSON.stringify({ user_class_name: 'BasicPurchasingUser', host }),
    ),
  );
}
add(
  [200],
  '/swarm with an unknown shape',
  request('POST', '/swarm', FORM, 'user_count=1&spawn_rate=1&shape_class=__proto__'),
);
add(
  [200],
  '/swarm with fields named as parts of objects',
  request('POST', '/swarm', FORM, '__proto__=1&constructor=2&toString=3'),
);

// Bodies that are no form, or not a known one.
for (const path of ['/swarm', SPAWN, '/user']) {
  const statuses = path === SPAWN ? [400, 404] : [400];
  const formStatuses = path === '/user' ? [415] : statuses;
  add(
    formStatuses,
    `${path} multipart without a boundary`,
    request('POST', path, 'multipart/form-data', 'x'),
  );
  add(
    formStatuses,
    `${path} multipart that breaks off`,
    request(
      'POST',
      path,
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="user_count"\r\n\r\n1',
    ),
  );
  add(
    formStatuses,
    `${path} multipart without parts`,
    request('POST', path, 'multipart/form-data; boundary=b', 'nothing'),
  );
  add(
    formStatuses,
    `${path} multipart that is empty`,
    request('POST', path, 'multipart/form-data; boundary=b', ''),
  );
  for (const [index, body] of [
    '{',
    '[]',
    '"x"',
    'null',
    '1',
    '{"a":}',
    '\u0000',
    'NaN',
    '[['.repeat(2000),
  ].entries()) {
    add(
      statuses,
      `${path} JSON that is none or no object, ${index}`,
      request('POST', path, 'application/json', body),
    );
  }
  for (const type of [
    'text/plain',
    'application/xml',
    'application/octet-stream',
    'x',
    'application/json-x',
    'text/html; charset=utf-8',
  ]) {
    add([415, 404], `${path} as ${type}`, request('POST', path, type, 'user_count=1&spawn_rate=1'));
  }
  add([415, 404], `${path} without a type`, request('POST', path, undefined, 'user_count=1&spawn_rate=1'));
  add(
    [415, 404],
    `${path} compressed`,
    request('POST', path, path === '/user' ? 'application/json' : FORM, 'xx', ['Content-Encoding: gzip']),
  );
  const huge = 'a'.repeat(1024 * 1024 + 1);
  add(
    [413, 404],
    `${path} too large`,
    request('POST', path, path === '/user' ? 'application/json' : FORM, huge),
  );
  add(
    [413, 404],
    `${path} too large, in chunks`,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${huge.length.toString(16)}\r\n${huge}\r\n0\r\n\r\n`,
  );
  add(
    [400],
    `${path} with a bad length`,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: -5\r\n\r\n`,
  );
  add(
    [400],
    `${path} with two lengths`,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  );
  add(
    [400],
    `${path} with a bad chunk`,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`,
  );
}
for (const [index, body] of [
  {},
  { user_class_name: null },
  { user_class_name: [] },
  { user_class_name: 'Nope' },
  { user_class_name: '__proto__' },
].entries()) {
  add(
    [400, 404],
    `/user without a class, ${index}`,
    request('POST', '/user', 'application/json', JSON.stringify(body)),
  );
}

// Paths that lead out, are no paths, or are none of ours.
for (const path of [
  '/assets/../../etc/passwd',
  '/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/assets/..%2f..%2fetc/passwd',
  '/assets/%2e%2e/%2e%2e/etc/passwd',
  '/assets/..%5c..%5cetc',
  '/assets/....//....//etc/passwd',
  '/assets//etc/passwd',
  '/assets/%00',
  '/assets/%',
  '/assets/%zz',
  '/assets/%c0%ae%c0%ae/',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//etc/passwd',
  '/nope',
  '/%zz',
  '/%',
  '/swarm/',
  '/stop/',
  '/stats',
  '/stats/requests/',
  '/STOP',
  '/stop%00',
  '/stats/requests/csv/x',
]) {
  add([404], `GET ${path}`, request('GET', path));
}
add([400, 404], 'a target that is no URL', request('GET', 'http://[::1'));
add([404], 'an absolute target', request('GET', 'http://other.test/nope'));
add([404, 200], 'OPTIONS *', request('OPTIONS', '*'));
add(
  [400, 404],
  'POST spawn with a bad escape',
  request('POST', '/api/spawn/%zz', FORM, 'user_count=1&spawn_rate=1'),
);
add(
  [400, 404],
  'POST spawn of a path',
  request('POST', '/api/spawn/..%2fBasicPurchasingUser', FORM, 'user_count=1&spawn_rate=1'),
);
add(
  [400, 404],
  'POST spawn of __proto__',
  request('POST', '/api/spawn/__proto__', FORM, 'user_count=1&spawn_rate=1'),
);

// Methods that a path does not take.
for (const method of [
  'PUT',
  'DELETE',
  'PATCH',
  'PROPFIND',
  'LOCK',
  'TRACE',
  'PURGE',
  'QUERY',
  'FOO',
  'get',
]) {
  for (const path of ['/swarm', '/stop', '/stats/requests', '/']) {
    add([405], `${method} ${path}`, request(method, path));
  }
}
add([405], 'POST /stop', request('POST', '/stop'));
add([405], 'GET /swarm', request('GET', '/swarm'));
add([405], 'GET /user', request('GET', '/user'));
add([404, 405], 'GET spawn', request('GET', SPAWN));
add([400], 'no HTTP', 'hello\r\n\r\n');
add([400], 'TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n');
add([400], 'no Host', 'GET / HTTP/1.1\r\n\r\n');
add([431], 'huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`);

describe.each(['web', 'recipes'] as const)(
  '200 malformed requests: "each refused with a clear text … none a 5xx, none starts a user or changes the host, the running load goes on": %s',
  (role) => {
    let idle: HeldPort;
    let busy: HeldPort;
    beforeAll(async () => {
      idle = await heldPort(role, { users: RECIPE_USERS });
      busy = await heldPort(role, { users: RECIPE_USERS });
      busy.test.start({ users: 7, spawnRate: 100, classes: ['BasicPurchasingUser'] });
      await busy.clock.advance(2000);
    });
    afterAll(async () => {
      await idle.close();
      await busy.close();
    });

    test(`there are ${bad.length} of them`, () => {
      expect(bad.length).toBeGreaterThanOrEqual(200);
    });

    test.each(bad)('$title', async ({ request: text, statuses }) => {
      for (const port of [idle, busy]) {
        // An absolute proxy-like or unread body may end the connection; the answer comes first.
        const answer = await rawAsk(port.port, text);
        expect([...statuses]).toContain(answer.status);
        expect(answer.status).toBeLessThan(500);
        if (answer.status === 200 && answer.head.includes('json')) {
          expect(JSON.parse(answer.body)).toMatchObject({ success: false, host: 'http://shop.test' });
        } else if (answer.status !== 200 && !text.startsWith('HEAD')) {
          expect(answer.body.length).toBeGreaterThan(2);
        }
        expect(answer.head).not.toContain('X-Evil');
        expect(answer.body).not.toMatch(/\bat .+\.ts:\d+|node_modules|root:/);
        if (answer.status === 405) expect(answer.head).toMatch(/\r\nAllow: /);
      }
      expect(idle.test.state).toBe('ready');
      expect(idle.http.requests).toHaveLength(0);
      expect(busy.test.state).toBe('running');
      expect(busy.test.userCount).toBe(7);
      expect([idle.test.host, busy.test.host]).toEqual(['http://shop.test', 'http://shop.test']);
      for (const { settings } of idle.test.users.all()) expect(settings).toEqual({});
    });

    test('the load goes on', async () => {
      const before = busy.http.requests.length;
      await busy.clock.advance(12_000, 100);
      expect(busy.http.requests.length).toBeGreaterThan(before);
      expect(busy.test.plan?.generation).toBe(1);
    });
  },
);
