import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { StepLoadShape } from '../../../src/catalog/catalog.ts';
import { scriptJson } from '../../../src/server/locust/page/scriptJson.ts';
import type { PageArgs } from '../../../src/server/locust/wire.ts';
import { ask, post } from '../support/ask.ts';
import { type HeldPort, heldPort, type PortSetup } from '../support/ports.ts';

let port: HeldPort;
afterEach(() => port.close());

async function open(role: 'web' | 'recipes' = 'web', setup: PortSetup = {}): Promise<void> {
  port = await heldPort(role, setup);
}

/** What the page's script sets. */
async function argsOf(url: string): Promise<Record<string, unknown>> {
  const { text } = await ask(url);
  const [, script] = /<script nonce="[^"]+">(window\.templateArgs = \{.*?\})<\/script>/s.exec(text) ?? [];
  const window: { templateArgs?: Record<string, unknown> } = {};
  runInNewContext(script ?? '', { window });
  return JSON.parse(JSON.stringify(window.templateArgs));
}

test('GET / is HTML with window.templateArgs, each field of the contract', async () => {
  await open();
  const { status, headers } = await ask(`${port.url}/`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await argsOf(`${port.url}/`)).toEqual({
    locustfile: null,
    state: 'ready',
    is_distributed: false,
    user_count: 0,
    version: '1.2.3',
    host: 'http://shop.test',
    history: [],
    override_host_warning: false,
    missing_host_warning: false,
    is_host_required: false,
    num_users: null,
    spawn_rate: null,
    run_time: null,
    worker_count: 0,
    hide_common_options: null,
    shape_use_common_options: null,
    stats_history_enabled: null,
    tasks: '{}',
    extra_options: {},
    show_userclass_picker: false,
    available_user_classes: null,
    available_shape_classes: ['Default', 'StepLoadShape'],
    available_user_tasks: null,
    users: null,
    percentiles_to_chart: [0.5, 0.95],
    percentiles_to_statistics: [0.95, 0.99],
    profile: null,
    statestorm: {
      role: 'web',
      base_path: '',
      can_log_out: false,
      recipe_users: [],
      present: null,
      options: {},
    },
  });
});

test('a page is told what runs, and that of port 81 which users can be spawned', async () => {
  await open('recipes', { config: { basePath: '/load' } });
  await post(`${port.url}/api/spawn/BasicPurchasingUser`, { user_count: 4, spawn_rate: 2 });
  const { statestorm } = (await argsOf(`${port.url}/load/`)) as { statestorm: PageArgs };
  expect(statestorm).toMatchObject({
    role: 'recipes',
    base_path: '/load',
    present: { user_count: 4, spawn_rate: 2 },
  });
  expect(statestorm.recipe_users.map(({ identifier }) => identifier)).toContain('BasicPurchasingUser');
  await ask(`${port.url}/load/stop`);
  expect(await argsOf(`${port.url}/load/`)).toMatchObject({ statestorm: { present: null } });
});

test('the fields follow the command line and the run', async () => {
  await open('web', {
    config: {
      locustfile: 'shop.user.ts',
      users: 20,
      spawnRate: 2.5,
      runTime: 90_000,
      profile: 'night',
      classPicker: true,
      hasFullHistory: true,
    },
  });
  await post(`${port.url}/swarm`, { user_count: 3, spawn_rate: 100 });
  await port.clock.advance(11_000, 50);
  const args = await argsOf(`${port.url}/`);
  expect(args).toMatchObject({
    locustfile: 'shop.user.ts',
    state: 'running',
    user_count: 3,
    num_users: 20,
    spawn_rate: 2.5,
    run_time: 90,
    profile: 'night',
    stats_history_enabled: true,
    show_userclass_picker: true,
    available_user_classes: ['BrowsingUser', 'PurchasingUser', 'WishlistUser'],
  });
  expect(args.available_user_tasks).toMatchObject({ BrowsingUser: expect.arrayContaining(['index']) });
  expect(args.users).toMatchObject({ BrowsingUser: { host: null, weight: 1, fixed_count: 0 } });
  expect(args.history).toHaveLength(3);
  expect((args.history as object[])[0]).toMatchObject({
    time: '2026-11-23T12:00:01Z',
    user_count: ['2026-11-23T12:00:01Z', 3],
  });
});

test('says where a host is missing', async () => {
  await open('web', { host: '' });
  expect(await argsOf(`${port.url}/`)).toMatchObject({
    host: null,
    missing_host_warning: true,
    is_host_required: true,
  });
});

test('nothing that a client or an operator wrote gets out of its place', async () => {
  const evil = `</script><img src=x onerror=alert(1)>"'&\u2028`;
  await open('web', { config: { locustfile: evil, profile: evil, version: evil } });
  port.test.host = `http://x/${evil}`;
  const { text } = await ask(`${port.url}/`);
  expect(text).not.toContain('<img');
  expect((await argsOf(`${port.url}/`)).locustfile).toBe(evil);
  expect(scriptJson('<!--</script>\u2029')).toBe('"\\u003c!--\\u003c/script\\u003e\\u2029"');
});

test('a shape that runs by default leaves no users to enter', async () => {
  await open('web', { config: { defaultShape: StepLoadShape } });
  const { text } = await ask(`${port.url}/`);
  expect(text).toContain('The shape StepLoadShape decides');
  expect(text).not.toContain('name="user_count"');
});

test('the form shows what runs, so that an edit begins from it', async () => {
  await open('web', { config: { users: 20, spawnRate: 2 } });
  expect((await ask(`${port.url}/`)).text).toMatch(/name="user_count"[^>]* value="20"/);
  await post(`${port.url}/swarm`, { user_count: 3, spawn_rate: 100 });
  expect((await ask(`${port.url}/`)).text).toMatch(/name="user_count"[^>]* value="3"/);
});

test('port 81 has a form that spawns by identifier', async () => {
  await open('recipes');
  const { text } = await ask(`${port.url}/`);
  expect(text).toContain('id="spawn"');
  expect(text).toContain('value="BasicPurchasingUser"');
  expect(text).not.toContain('id="swarm"');
});

test('"Prefix: --web-base-path …; /api/*, /healthz, /readyz, /metrics never move"', async () => {
  await open('recipes', { config: { basePath: '/load' } });
  for (const path of ['/load/', '/load/stats/requests', '/load/tasks', '/load/stats/report', '/load/logs']) {
    expect([path, (await ask(port.url + path)).status]).toEqual([path, 200]);
  }
  for (const path of ['/api/ping', '/api/users', '/healthz', '/readyz', '/metrics']) {
    expect([path, (await ask(port.url + path)).status]).toEqual([path, 200]);
    expect((await ask(`${port.url}/load${path}`)).status).toBe(404);
  }
  for (const path of ['/', '/stats/requests', '/tasks', '/stop']) {
    expect((await ask(port.url + path)).status).toBe(404);
  }
  expect((await ask(`${port.url}/load`)).headers.get('location')).toBe('/load/');
  expect((await ask(`${port.url}/load/login`)).headers.get('location')).toBe('/load/');
  const { text } = await ask(`${port.url}/load/`);
  expect(text).toContain('data-base="/load"');
  expect(text).toContain('href="/load/stats/report"');
  expect(text).toContain('href="/metrics"');
});
