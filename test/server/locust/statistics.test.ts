import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { constant } from '../../../src/domain/pacing.ts';
import { ask, post, rawAsk } from '../support/ask.ts';
import { type HeldPort, heldPort } from '../support/ports.ts';

let web: HeldPort;
beforeEach(async () => {
  web = await heldPort('web', { failing: ['/cart'], latency: 5 });
});
afterEach(() => web.close());

async function run(port: HeldPort = web, seconds = 5): Promise<void> {
  await post(`${port.url}/swarm`, { user_count: 30, spawn_rate: 100 });
  await port.clock.advance(seconds * 1000);
}

describe('GET /stats/requests', () => {
  test('has the fields of the contract, numbers where numbers are due', async () => {
    await run();
    const { json, headers } = await ask(`${web.url}/stats/requests`);
    expect(headers.get('content-type')).toBe('application/json');
    const number = expect.any(Number);
    const entry = {
      method: expect.any(String),
      name: expect.any(String),
      safe_name: expect.any(String),
      num_requests: number,
      num_failures: number,
      min_response_time: number,
      max_response_time: number,
      current_rps: number,
      current_fail_per_sec: number,
      avg_response_time: number,
      median_response_time: number,
      ninetieth_response_time: number,
      total_rps: number,
      total_fail_per_sec: number,
      'response_time_percentile_0.95': number,
      'response_time_percentile_0.99': number,
      avg_content_length: number,
      num_aborted: number,
      response_times_us: { min: number, p50: number, p95: number, p99: number, max: number },
    };
    expect(json).toMatchObject({
      current_rps: number,
      current_fail_per_sec: number,
      total_rps: number,
      total_fail_per_sec: number,
      fail_ratio: number,
      total_avg_response_time: number,
      current_response_time_percentiles: {
        'response_time_percentile_0.5': number,
        'response_time_percentile_0.95': number,
      },
      current_response_time_percentile_50: number,
      current_response_time_percentile_95: number,
      state: 'running',
      user_count: 30,
      saturated: false,
      num_crashed: 0,
    });
    for (const row of json.stats) expect(row).toMatchObject(entry);
    expect(json.stats.at(-1)).toMatchObject({ method: '', name: 'Aggregated' });
    const names = json.stats.slice(0, -1).map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort());
    expect(json.errors[0]).toEqual({
      method: expect.any(String),
      name: '/cart',
      error: "HTTPError('500 Server Error: Internal Server Error for url: /cart')",
      occurrences: number,
      first_seen: number,
      last_seen: number,
    });
    expect(json.errors[0].first_seen).toBeCloseTo(web.clock.now() / 1000, -1);
    expect(json).not.toHaveProperty('workers');
  });

  test('"Numbers are 0, never null, where nothing was recorded (only the current percentiles may be null)"', async () => {
    const { json } = await ask(`${web.url}/stats/requests`);
    expect(json).toMatchObject({ state: 'ready', user_count: 0, errors: [], total_rps: 0, fail_ratio: 0 });
    expect(json.stats).toHaveLength(1);
    const { current_response_time_percentiles: now, current_response_time_percentile_50: _, ...rest } = json;
    delete rest.current_response_time_percentile_95;
    expect(JSON.stringify(rest)).not.toContain('null');
    expect(now).toEqual({ 'response_time_percentile_0.5': null, 'response_time_percentile_0.95': null });
  });

  test('is written once a second and shared, but state and users are of the moment', async () => {
    await run();
    const before = (await ask(`${web.url}/stats/requests`)).json;
    await ask(`${web.url}/stop`);
    await run(web, 0);
    const after = (await ask(`${web.url}/stats/requests`)).json;
    expect(after.state).toBe('spawning');
    expect(after.user_count).toBe(1);
    web.flags.saturated = true;
    expect((await ask(`${web.url}/stats/requests`)).json.saturated).toBe(true);
    expect(before.stats.at(-1).num_requests).toBeGreaterThan(30);
    expect(after.stats).toHaveLength(1);
  });

  test('"[≤500 entries sorted by name, then the row "Aggregated"]" and "errors: [≤500]"', async () => {
    let count = 0;
    const many = defineUser('Many', {
      waitTime: constant(10),
      tasks: {
        async go({ http }) {
          for (let i = 0; i < 20; i++) await http.get(`/${count++}`);
        },
      },
    });
    const port = await heldPort('web', { users: [many] });
    await post(`${port.url}/swarm`, { user_count: 50, spawn_rate: 1000 });
    await port.clock.advance(3000);
    const { json } = await ask(`${port.url}/stats/requests`);
    expect(json.stats).toHaveLength(501);
    expect(json.stats.at(-1).num_requests).toBeGreaterThan(600);
    await port.close();
  });
});

describe('GET /stats/reset', () => {
  test('answers text "ok"; "zeroes them and keeps the rows"', async () => {
    await run();
    const rows = (await ask(`${web.url}/stats/requests`)).json.stats.length;
    const answer = await ask(`${web.url}/stats/reset`);
    expect(answer.text).toBe('ok');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const { json } = await ask(`${web.url}/stats/requests`);
    expect(json.stats).toHaveLength(rows);
    expect(json.stats.at(-1).num_requests).toBe(0);
    expect(json.state).toBe('running');
  });

  test('"A new start after a stop clears the entries"', async () => {
    await run();
    await ask(`${web.url}/stop`);
    expect((await ask(`${web.url}/stats/requests`)).json.stats.length).toBeGreaterThan(5);
    await run(web, 0);
    expect((await ask(`${web.url}/stats/requests`)).json.stats).toHaveLength(1);
  });
});

describe('downloads', () => {
  const name = (kind: string): RegExp =>
    new RegExp(
      `^attachment;filename=Locust_\\d{4}-\\d\\d-\\d\\d-\\d\\dh\\d\\d_None_http://shop\\.test_${kind}\\.csv$`,
    );

  test.each([
    [
      '/stats/requests/csv',
      'requests',
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%',
    ],
    ['/stats/failures/csv', 'failures', 'Method,Name,Error,Occurrences,First Seen,Last Seen'],
    ['/exceptions/csv', 'exceptions', 'Count,Message,Traceback,Nodes'],
  ])('"text/csv, Content-disposition": %s', async (path, kind, head) => {
    await run();
    const { status, headers, text } = await ask(web.url + path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv');
    expect(headers.get('content-disposition')).toMatch(name(kind));
    expect(text.split('\r\n')[0]).toBe(head);
    if (kind === 'requests') expect(text.trim().split('\r\n').at(-1)).toMatch(/^,Aggregated,\d+,/);
  });

  test('"404 Error: Server was not started with option to generate full history."', async () => {
    const answer = await ask(`${web.url}/stats/requests_full_history/csv`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toBe('Error: Server was not started with option to generate full history.');
  });

  test('the full history is the file that grows', async () => {
    const historyPath = join(mkdtempSync(join(tmpdir(), 'history-')), 'x_stats_history.csv');
    writeFileSync(historyPath, 'Timestamp,User Count\r\n1,2\r\n');
    const port = await heldPort('web', { config: { hasFullHistory: true, historyPath } });
    const answer = await ask(`${port.url}/stats/requests_full_history/csv`);
    expect(answer.text).toBe('Timestamp,User Count\r\n1,2\r\n');
    expect(answer.headers.get('content-length')).toBe('27');
    expect(answer.headers.get('content-disposition')).toMatch(name('requests_full_history'));
    const head = await ask(`${port.url}/stats/requests_full_history/csv`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('27');
    await port.close();
  });

  test('"A host goes into a download\'s file name only after it was made safe"', async () => {
    web.test.host = 'http://bücher.test/"a\r\nX-Evil: 1\u2028漢;b\'';
    const { headers } = await ask(`${web.url}/stats/requests/csv`);
    expect(headers.get('x-evil')).toBeNull();
    const raw = await rawAsk(
      web.port,
      'GET /stats/requests/csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(raw.status).toBe(200);
    expect(raw.head).toMatch(/filename=Locust_[^ "'\\;]+_http:\/\/bcher\.test\/aX-Evil:1b_requests\.csv\r\n/);
  });

  test('the name has no host where none was given', async () => {
    web.test.host = '';
    const { headers } = await ask(`${web.url}/exceptions/csv`);
    expect(headers.get('content-disposition')).toMatch(/_None_exceptions\.csv$/);
  });

  test('GET /stats/report is one page, by theme, "as download Locust_<ts>_<locustfile>[_<host>].html"', async () => {
    await run();
    const page = await ask(`${web.url}/stats/report`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-disposition')).toBeNull();
    expect(page.text).toContain('http://shop.test');
    const download = await ask(`${web.url}/stats/report?download=1&theme=dark`);
    expect(download.headers.get('content-disposition')).toMatch(
      /^attachment;filename=Locust_[\dh-]+_None_http:\/\/shop\.test\.html$/,
    );
    expect(download.text).toContain('data-theme="dark"');
    expect((await ask(`${web.url}/stats/report?theme="><script>`)).text).not.toContain('"><script>');
  });
});

describe('the small ones', () => {
  test('GET /exceptions: "{exceptions: [{count, msg, traceback, nodes}]}"', async () => {
    const throwing = defineUser('Throwing', {
      waitTime: constant(500),
      tasks: {
        async go() {
          throw new TypeError('no such thing');
        },
      },
    });
    const port = await heldPort('web', { users: [throwing] });
    await post(`${port.url}/swarm`, { user_count: 2, spawn_rate: 100 });
    await port.clock.advance(2100);
    expect((await ask(`${port.url}/exceptions`)).json).toEqual({
      exceptions: [
        {
          count: expect.any(Number),
          msg: 'TypeError: no such thing',
          traceback: expect.stringContaining('no such thing'),
          nodes: expect.any(String),
        },
      ],
    });
    await port.close();
  });

  test('GET /logs: "{master: [up to 500 lines], workers: {}}"', async () => {
    await run();
    const { json } = await ask(`${web.url}/logs`);
    expect(json).toEqual({ master: expect.any(Array), workers: {} });
    for (const line of json.master) expect(typeof line).toBe('string');
  });

  test('GET /worker-count: "{worker_count}"', async () => {
    expect((await ask(`${web.url}/worker-count`)).json).toEqual({ worker_count: 0 });
  });

  test('"/login is a redirect to / without --web-login"', async () => {
    const answer = await ask(`${web.url}/login`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/');
  });

  test('GET /assets/<path> finds nothing, wherever the path leads', async () => {
    for (const path of [
      'x.js',
      '../package.json',
      '%2e%2e%2fpackage.json',
      '..%5cx',
      '%00',
      '%zz',
      'a/b/c',
    ]) {
      const answer = await rawAsk(
        web.port,
        `GET /assets/${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.status).toBe(404);
      expect(answer.body).toBe('Not Found');
    }
  });

  test('"HEAD works wherever GET does"', async () => {
    for (const path of [
      '/',
      '/stats/requests',
      '/stats/requests/csv',
      '/stats/failures/csv',
      '/exceptions/csv',
      '/stats/report',
      '/exceptions',
      '/tasks',
      '/logs',
      '/worker-count',
      '/stats/reset',
      '/stop',
      '/healthz',
      '/readyz',
      '/metrics',
    ]) {
      const head = await ask(web.url + path, { method: 'HEAD' });
      const get = await ask(web.url + path);
      expect([path, head.status]).toEqual([path, get.status]);
      expect(head.text).toBe('');
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    }
  });

  test('every answer lets other origins read it, and is kept by no cache', async () => {
    for (const path of ['/', '/stats/requests', '/nope', '/swarm', '/stats/report']) {
      const { headers } = await ask(web.url + path);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('a method that a path does not take is a 405 with Allow, known or not', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'LOCK', 'FOO']) {
      const answer = await rawAsk(
        web.port,
        `${method} /stats/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.head).toContain('Allow: GET, HEAD, OPTIONS\r\n');
    }
    const get = await ask(`${web.url}/swarm`);
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('OPTIONS, POST');
    const options = await ask(`${web.url}/swarm`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow'), options.text]).toEqual([200, 'OPTIONS, POST', '']);
  });
});

describe('GET /tasks', () => {
  test('"before a start the same tree with ratio 0"', async () => {
    const { json } = await ask(`${web.url}/tasks`);
    expect(Object.keys(json.per_class)).toEqual(['BrowsingUser', 'PurchasingUser', 'WishlistUser']);
    expect(json.per_class.WishlistUser).toMatchObject({
      ratio: 0,
      tasks: { WishlistBehavior: { ratio: 1, tasks: { emptyCart: { ratio: expect.closeTo(2 / 24, 6) } } } },
    });
    expect(json.total.WishlistUser.tasks.WishlistBehavior.tasks.emptyCart.ratio).toBe(0);
  });

  test('"ratios of users alive; in total nested ratios are multiplied through"', async () => {
    await run();
    const { json } = await ask(`${web.url}/tasks`);
    expect(json.per_class.BrowsingUser.ratio).toBeCloseTo(1 / 3, 6);
    expect(json.total.BrowsingUser.tasks.BrowsingBehavior.tasks.browseProduct.ratio).toBeCloseTo(
      0.625 / 3,
      6,
    );
  });

  test('port 81: "before a spawn its /tasks is {per_class: {}, total: {}}", then visit_home_page', async () => {
    const recipes = await heldPort('recipes');
    expect((await ask(`${recipes.url}/tasks`)).json).toEqual({ per_class: {}, total: {} });
    await post(`${recipes.url}/api/spawn/BasicHomePageViewingUser`, { user_count: 2, spawn_rate: 10 });
    await recipes.clock.advance(500);
    const tree = { BasicHomePageViewingUser: { ratio: 1, tasks: { visit_home_page: { ratio: 1 } } } };
    expect((await ask(`${recipes.url}/tasks`)).json).toEqual({ per_class: tree, total: tree });
    await recipes.close();
  });
});
