import { afterEach, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { chartOf } from '../../src/inspect/chart.ts';
import type { LiveState } from '../../src/inspect/wire.ts';
import { until } from '../e2e/support/until.ts';
import { ask, beginning, postJson } from './support/ask.ts';
import { type HeldPort, heldPort, type PortSetup } from './support/ports.ts';

const open: HeldPort[] = [];
afterEach(async () => {
  for (const port of open.splice(0)) await port.close();
});

async function opened(role: 'web' | 'recipes' = 'web', setup: PortSetup = {}): Promise<HeldPort> {
  const port = await heldPort(role, setup);
  open.push(port);
  return port;
}

test.each(['web', 'recipes'] as const)(
  '%s gives each chart of its list, drawn, as JSON and as a diagram',
  async (role) => {
    const { url } = await opened(role);
    const { json: list } = await ask(`${url}/machines/list`);
    expect(list.map(({ id }: { id: string }) => id)).toEqual(['loadTest', 'run', 'spawner', 'user']);
    for (const { id, states, transitions } of list) {
      const { json: chart } = await ask(`${url}/machines/${id}/chart`);
      expect([chart.nodes.length, chart.edges.length]).toEqual([states, transitions]);
      const { text } = await ask(`${url}/machines/${id}.json`);
      const built = chartOf(createMachine(JSON.parse(text)));
      expect([built.nodes, built.edges]).toEqual([chart.nodes, chart.edges]);
      const diagram = await ask(`${url}/machines/${id}.mmd`);
      expect(diagram.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(diagram.text).toContain('stateDiagram-v2');
    }
  },
);

test('a machine that is not there is a 404 that names those that are', async () => {
  const { url } = await opened();
  for (const path of ['/machines/nothing/chart', '/machines/nothing.json', '/machines/nothing.mmd']) {
    expect(await ask(url + path)).toMatchObject({
      status: 404,
      text: 'There is no machine nothing. Known are loadTest, run, spawner, user.',
    });
  }
});

test('everything is below the base path, and nowhere else', async () => {
  const { url } = await opened('web', { config: { basePath: '/load' } });
  expect((await ask(`${url}/load/machines/list`)).status).toBe(200);
  expect((await ask(`${url}/machines/list`)).status).toBe(404);
});

test('the stream tells the state at once, then as time goes on, and is let go with its client', async () => {
  const { url, test: load, clock, inspector } = await opened();
  load.start({ users: 5, spawnRate: 100 });
  await clock.advance(1000);
  const { answer, end } = await beginning(`${url}/machines/stream`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  expect(answer.text).toContain('event: live\n');
  const { population } = answer.json as LiveState;
  expect(population.users).toBe(5);
  expect(Object.values(population.states).reduce((sum, { users }) => sum + users, 0)).toBe(5);
  expect(inspector.live.watchers).toBe(1);
  await end();
  await until('nobody watches', () => inspector.live.watchers === 0);
});

test('no more than 50 watch at once', async () => {
  const { url, inspector } = await opened();
  const ends = Array.from({ length: 50 }, () => inspector.live.watch(() => {}));
  expect(await ask(`${url}/machines/stream`)).toMatchObject({
    status: 409,
    text: '50 watch already: close a page.',
  });
  for (const end of ends) end();
  const { answer, end } = await beginning(`${url}/machines/stream`);
  expect(answer.status).toBe(200);
  await end();
});

test('to ask for the head of the stream begins nothing', async () => {
  const { url, inspector } = await opened();
  expect((await ask(`${url}/machines/stream`, { method: 'HEAD' })).status).toBe(200);
  expect(inspector.live.watchers).toBe(0);
});

test('a followed user is told as a stream until it is let go', async () => {
  const { url, test: load, clock } = await opened();
  load.start({ users: 5, spawnRate: 100 });
  await clock.advance(1000);
  const { status, json } = await postJson(`${url}/inspect/follow`, { pick: 'random' });
  expect([status, json.id]).toEqual([201, 'web-1']);
  const stream = fetch(`${url}/inspect/follow/web-1/stream`).then((response) => response.text());
  await until('it is asked for', async () => (await ask(`${url}/inspect/follow/web-1`)).status === 200);
  await clock.advance(30_000);
  expect((await ask(`${url}/inspect/follow/web-1`, { method: 'DELETE' })).json.status).toBe('ended');
  await clock.advance(500);
  const parts = [...(await stream).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  expect(parts.at(-1).status).toBe('ended');
  const told = parts.flatMap(({ events }) => events.map(({ seq }: { seq: number }) => seq));
  expect(told.length).toBeGreaterThan(3);
  expect(told).toEqual(told.map((_, index) => index + 1));
});

test('what cannot be picked says what can', async () => {
  const { url } = await opened();
  const tried = async (body: object) => {
    const { status, text } = await postJson(`${url}/inspect/follow`, body);
    return `${status} ${text}`;
  };
  expect(await tried({ pick: 'best' })).toBe('400 pick must be one of random, class, nextFailure.');
  expect(await tried({ pick: 'class' })).toMatch(/^400 pick=class needs class: one of \w+/);
  expect(await tried({ pick: 'class', class: 'Nope' })).toMatch(
    /^404 There is no class Nope\. Known are \w+/,
  );
  expect(await tried({ pick: 'random' })).toBe('409 No user is alive. Start a load first.');
  expect((await ask(`${url}/inspect/follow/web-9`)).text).toContain('There is no recording web-9');
});

test('a guarded port asks who watches', async () => {
  const { url } = await opened('web', {
    security: { credentials: [{ kind: 'login', user: 'ada', password: 'open sesame' }] },
  });
  for (const path of ['/machines/list', '/machines/stream', '/machines/user.json', '/inspect/follow/web-1']) {
    expect((await ask(url + path)).status).toBe(401);
  }
});
