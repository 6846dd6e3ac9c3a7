import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { loadOptions } from '../../src/authoring/loadOptions.ts';
import { defineOptions } from '../../src/authoring/options.ts';
import type { Content, OpenApi } from '../../src/server/openapi/openApi.ts';
import type { PortApp } from '../../src/server/server.ts';
import { MOST_KEYS, MOST_POINT_STREAMS } from '../../src/server/stream/routes.ts';
import { type Answer, ask, beginning, post, postJson } from './support/ask.ts';
import { escaped } from './support/contract.ts';
import { describedPort, getsOf, operationsOf, ROLES, readAll } from './support/described.ts';
import { openEvents } from './support/events.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe.each(ROLES)('the document of %s', (role) => {
  test('is valid OpenAPI 3.1', async () => {
    const { contract } = await describedPort(role);
    const result = await new Validator().validate(
      JSON.parse(JSON.stringify(contract.document)) as Record<string, unknown>,
    );
    expect(result).toEqual({ valid: true });
  });

  test.each(['', '/load'])(
    'describes each route that there is, and no other, below "%s"',
    async (basePath) => {
      const { port, contract } = await describedPort(role, { config: { basePath } });
      const described = Object.entries(contract.document.paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      );
      expect(described.sort()).toEqual(routesOf(port.app).sort());
    },
  );

  test('gives examples that are what it says', async () => {
    const { contract } = await describedPort(role);
    const examples = examplesOf(contract.document);
    expect(examples.length).toBeGreaterThan(10);
    expect(examples.flatMap(({ at, value }) => contract.valueBreaches(at, value))).toEqual([]);
  });

  test('names each operation once', async () => {
    const { contract } = await describedPort(role);
    const ids = Object.values(contract.document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe.each(ROLES)('the answers of %s are as they are described', (role) => {
  const seen = new Set<string>();

  test.each([
    ['with classes to pick', { classPicker: true, basePath: '/load', hasFullHistory: true }],
    ['as it is without flags', {}],
  ])('before a start, while running with failures, and after a stop, %s', async (_, config) => {
    const folder = mkdtempSync(join(tmpdir(), 'statestorm-openapi-'));
    folders.push(folder);
    const historyPath = join(folder, 'history.csv');
    writeFileSync(historyPath, 'Timestamp\n');
    const { port, contract } = await describedPort(role, { config: { ...config, historyPath } }, { seen });
    const base = port.url + ((config as { basePath?: string }).basePath ?? '');
    const gets = getsOf(contract.document);
    expect(await readAll(port, contract, gets)).toEqual([]);

    const form = { user_count: 20, spawn_rate: 100 };
    const classes = role === 'recipes' ? { user_classes: [...port.test.users.names] } : {};
    const swarm = async (fields: Record<string, string | number | readonly string[]>) => {
      const answer = await post(`${base}/swarm`, fields);
      return {
        success: answer.json.success as boolean,
        breaches: contract.breaches('POST', `${base.slice(port.url.length)}/swarm`, answer),
      };
    };
    expect(await swarm({ ...form, ...classes, run_time: 'soon' })).toEqual({ success: false, breaches: [] });
    expect(await swarm({ ...form, ...classes, run_time: '1h' })).toEqual({ success: true, breaches: [] });
    await port.clock.advance(12_000);
    expect(port.test.statistics.total.failures).toBeGreaterThan(0);
    expect(port.test.statistics.exceptions.length).toBeGreaterThan(0);
    expect(port.test.timeline.points.length).toBeGreaterThan(0);
    expect(await readAll(port, contract, gets)).toEqual([]);

    const stopped = await ask(`${base}/stop`);
    expect(contract.breaches('GET', `${base.slice(port.url.length)}/stop`, stopped)).toEqual([]);
    expect(port.test.state).toBe('stopped');
    expect(await readAll(port, contract, gets)).toEqual([]);
  });

  test('where they refuse what was sent', async () => {
    const { port, contract } = await describedPort(role, {}, { seen });
    const refused: string[] = [];
    const send = async (method: string, path: string, status: number, init: RequestInit = {}) => {
      const answer = await ask(port.url + path, { method, ...init });
      expect([path, answer.status]).toEqual([path, status]);
      refused.push(...contract.breaches(method, path, answer));
    };
    const typed = (type: string, body: string): RequestInit => ({ headers: { 'content-type': type }, body });
    const json = (value: unknown): RequestInit => typed('application/json', JSON.stringify(value));
    const posts =
      role === 'web'
        ? ['/swarm', '/user', '/inspect/follow']
        : ['/swarm', '/user', '/inspect/follow', '/api/spawn/Thrower'];
    for (const path of posts) {
      await send('POST', path, 400, typed('application/json', '{'));
      await send('POST', path, 413, typed('application/json', 'x'.repeat(1024 * 1024 + 1)));
      await send('POST', path, 415, typed('text/plain', 'x'));
    }
    await send('POST', '/user', 404, json({ user_class_name: 'Nope' }));
    await send('POST', '/user', 400, json({ user_class_name: 'Thrower', weight: -1 }));
    await send('POST', '/user', 201, json({ user_class_name: 'Thrower', weight: 2, fixed_count: null }));
    if (role === 'recipes') {
      await send('POST', '/api/spawn/Nope', 404, json({ user_count: 1, spawn_rate: 1 }));
      await send('POST', '/api/spawn/Thrower', 400, json({ user_count: 0, spawn_rate: 1 }));
    }
    expect(refused).toEqual([]);
  });

  test('where the visualizer looks', async () => {
    const { port, contract } = await describedPort(role, {}, { seen });
    const breaches: string[] = [];
    const look = async (status: number, method: string, path: string, body?: object) => {
      const answer = await (body ? postJson(port.url + path, body) : ask(port.url + path, { method }));
      expect([path, answer.status]).toEqual([path, status]);
      breaches.push(...contract.breaches(method, path, answer));
      return answer.json as { id: string };
    };
    for (const below of ['/chart', '.json', '.mmd']) await look(404, 'GET', `/machines/nothing${below}`);
    for (const path of ['/inspect/follow/none', '/inspect/follow/none/stream']) await look(404, 'GET', path);
    await look(404, 'DELETE', '/inspect/follow/none');
    await look(409, 'POST', '/inspect/follow', {});
    await look(400, 'POST', '/inspect/follow', { pick: 'best' });
    await look(404, 'POST', '/inspect/follow', { pick: 'class', class: 'Nope' });
    const classes = role === 'recipes' ? { user_classes: [...port.test.users.names] } : {};
    await postJson(`${port.url}/swarm`, { user_count: 20, spawn_rate: 100, ...classes });
    await port.clock.advance(1000);
    await look(201, 'POST', '/inspect/follow', { pick: 'random' });
    const { id } = await look(201, 'POST', '/inspect/follow', { pick: 'nextFailure' });
    for (const path of ['/stream', '/machines/stream', `/inspect/follow/${id}/stream`]) {
      const { answer, end } = await beginning(port.url + path);
      breaches.push(...contract.breaches('GET', path, answer));
      await end();
    }
    await port.clock.advance(20_000);
    await look(200, 'GET', `/inspect/follow/${id}`);
    await look(200, 'DELETE', `/inspect/follow/${id}`);
    expect(breaches).toEqual([]);
  });

  test('where too many watch, or ask for too much', async () => {
    const { port, contract } = await describedPort(role, {}, { seen });
    const url = `${port.url}/stream`;
    const readers = await Promise.all(Array.from({ length: MOST_POINT_STREAMS }, () => openEvents(url)));
    expect(contract.breaches('GET', '/stream', await ask(url))).toEqual([]);
    for (const reader of readers) reader.close();
    const keys = `/stats/charts?${'key=x&'.repeat(MOST_KEYS + 1)}`;
    expect(contract.breaches('GET', '/stats/charts', await ask(port.url + keys))).toEqual([]);
  });

  test.each(['', '/load'])('where a path below "%s" has no such method', async (basePath) => {
    const { port, contract } = await describedPort(role, { config: { basePath } }, { seen });
    const breaches: string[] = [];
    for (const path of Object.keys(contract.document.paths)) {
      const asked = path.replace(/\{\w+\}/, 'x');
      const answer = await ask(port.url + asked, { method: 'PATCH' });
      expect([asked, answer.status]).toEqual([asked, 405]);
      breaches.push(...contract.breaches('PATCH', asked, answer));
    }
    expect(breaches).toEqual([]);
  });

  test('where a page of another site asks', async () => {
    const { port, contract } = await describedPort(role, {}, { seen });
    const refused: string[] = [];
    for (const { method, path, operation } of operationsOf(contract.document)) {
      if (!operation.responses[403]) continue;
      const answer = await ask(port.url + path, { method, headers: { origin: 'https://other.test' } });
      expect([path, answer.status]).toEqual([path, 403]);
      refused.push(...contract.breaches(method, path, answer));
    }
    expect(refused).toEqual([]);
  });

  test('where the process is not ready, ends, or fails', async () => {
    const { port, contract } = await describedPort(role, {}, { seen });
    const breaches: string[] = [];
    const look = async (method: string, path: string, status: number, answer: Answer) => {
      expect([path, answer.status]).toEqual([path, status]);
      breaches.push(...contract.breaches(method, path, answer));
    };
    port.flags.ready = false;
    await look('GET', '/readyz', 503, await ask(`${port.url}/readyz`));
    port.flags.draining = true;
    await look('GET', '/readyz', 503, await ask(`${port.url}/readyz`));
    await look('GET', '/stream', 503, await ask(`${port.url}/stream`));
    await look('POST', '/swarm', 200, await post(`${port.url}/swarm`, { user_count: 1, spawn_rate: 1 }));
    vi.spyOn(port.test, 'stop').mockRejectedValue(new Error('broken'));
    await look('GET', '/stop', 500, await ask(`${port.url}/stop`));
    if (role === 'web') return expect(breaches).toEqual([]);
    const form = { user_count: '1', spawn_rate: '1' };
    await look('POST', '/api/spawn/Thrower', 503, await post(`${port.url}/api/spawn/Thrower`, form));
    port.flags.draining = false;
    for (const path of ['/api/spawn/Thrower', '/api/spawn/BasicPurchasingUser']) {
      await look('POST', path, 200, await postJson(port.url + path, form));
    }
    await look('POST', '/api/stop', 500, await post(`${port.url}/api/stop`));
    vi.restoreAllMocks();
    await look('POST', '/api/stop', 200, await post(`${port.url}/api/stop`));
    expect(breaches).toEqual([]);
  });

  test('and none is described that was not seen', async () => {
    const { contract } = await describedPort(role, { config: { basePath: '/load' } }, { seen });
    // What nobody foresaw is the same for all; two of it were made to happen above.
    expect(contract.unseen().filter((each) => !each.endsWith(' default'))).toEqual([]);
    expect([...seen]).toContain('stop default');
  });
});

test('options of load files are fields of /swarm, and told without their secrets', async () => {
  const declared = defineOptions({
    tier: {
      type: 'choice',
      choices: ['free', 'paid'],
      default: 'free',
      description: 'Which accounts to use',
    },
    pageSize: { type: 'integer', default: 20, min: 1 },
    apiKey: { type: 'text', secret: true, default: 'hush-hush' },
    loud: { type: 'flag' },
  });
  const { port, contract } = await describedPort('web', {
    config: { options: loadOptions([declared]) },
    test: { options: { tier: 'paid', pageSize: 20, apiKey: 'hush-hush', loud: false } },
  });
  expect(contract.document.components.schemas.SwarmForm?.properties).toMatchObject({
    tier: { type: 'string', enum: ['free', 'paid'] },
    page_size: { type: 'integer', description: expect.stringContaining('of 1 or more') },
    api_key: { type: 'string', format: 'password' },
    loud: { type: 'boolean' },
  });
  expect(JSON.stringify(contract.document)).not.toContain('hush-hush');
  expect(await readAll(port, contract, ['/'])).toEqual([]);
  const form = { user_count: 1, spawn_rate: 1, tier: 'free', page_size: 3, loud: true };
  expect(contract.breachesOf('SwarmForm', form)).toEqual([]);
  expect((await postJson(`${port.url}/swarm`, form)).json.success).toBe(true);
});

test('what is not there is a 404 as the documents say', async () => {
  const { port } = await describedPort('recipes');
  const nothing = await ask(`${port.url}/nothing`);
  expect([nothing.status, nothing.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
  expect(await ask(`${port.url}/api/nothing`)).toMatchObject({ status: 404, json: { err: 'Not Found' } });
});

test('handlers of load files are not described', async () => {
  const { port, contract } = await describedPort('recipes', {
    extend: (router) => {
      router.get('/api/mine', (ctx) => {
        ctx.body = 'mine';
      });
    },
  });
  expect((await ask(`${port.url}/api/mine`)).text).toBe('mine');
  expect(contract.document.paths).not.toHaveProperty('/api/mine');
});

/** The routes of an app as its routers hold them, HEAD aside, in the words of the documents. */
function routesOf(app: PortApp): string[] {
  interface Routed {
    readonly router?: {
      readonly stack: readonly { readonly methods: readonly string[]; readonly path: string }[];
    };
  }
  const layers = (app.middleware as unknown as readonly Routed[]).flatMap(
    ({ router }) => router?.stack ?? [],
  );
  return layers.flatMap(({ methods, path }) =>
    methods
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${path.replace(/[:*](\w+)/g, '{$1}')}`),
  );
}

interface Example {
  /** A JSON pointer to the schema that it is of. */
  readonly at: string;
  readonly value: unknown;
}

/** All examples: of schemas, wherever they stand, and of what is sent and answered. */
function examplesOf(document: OpenApi): Example[] {
  const found: Example[] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { examples, example, schema } = value as {
      examples?: unknown;
      example?: unknown;
      schema?: unknown;
    };
    if (Array.isArray(examples)) found.push(...examples.map((each) => ({ at, value: each })));
    if (schema !== undefined && example !== undefined) found.push({ at: `${at}/schema`, value: example });
    if (schema !== undefined && examples !== undefined && !Array.isArray(examples)) {
      const named = Object.values((value as Content[string]).examples ?? {});
      found.push(...named.map((each) => ({ at: `${at}/schema`, value: each.value })));
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'examples' && key !== 'example') walk(inner, `${at}/${escaped(key)}`);
    }
  };
  walk(document, '#');
  return found;
}
