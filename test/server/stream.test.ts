import { afterEach, expect, test } from 'vitest';
import { stages } from '../../src/domain/shapes/stages.ts';
import { MOST_POINT_STREAMS } from '../../src/server/stream/routes.ts';
import { until } from '../e2e/support/until.ts';
import { ask, post } from './support/ask.ts';
import { Contract } from './support/contract.ts';
import { type EventReader, openEvents } from './support/events.ts';
import { type HeldPort, heldPort, type PortSetup } from './support/ports.ts';

let port: HeldPort;
const readers: EventReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await port.close();
});

async function open(role: 'web' | 'recipes' = 'web', setup: PortSetup = {}): Promise<void> {
  port = await heldPort(role, { latency: 20, ...setup });
}

async function watch(lastEventId?: string, path = '/stream'): Promise<EventReader> {
  const reader = await openEvents(port.url + path, lastEventId);
  readers.push(reader);
  return reader;
}

const count = (reader: EventReader, most: number): Promise<unknown> =>
  until(`${most} points came`, () => reader.received.length >= most);

test('a point comes at once, and one a second, as it is described', async () => {
  await open();
  const reader = await watch();
  expect([reader.status, reader.type]).toEqual([200, 'text/event-stream']);
  await count(reader, 1);
  await post(`${port.url}/swarm`, { user_count: 4, spawn_rate: 100 });
  await port.clock.advance(4000);
  await count(reader, 5);
  const contract = new Contract((await ask(`${port.url}/openapi.json`)).json);
  expect(reader.received.flatMap(({ data }) => contract.breachesOf('StreamPoint', data))).toEqual([]);
  expect(reader.received.map(({ event }) => event)).toEqual(reader.received.map(() => 'point'));
  expect(reader.received[0]?.data).toMatchObject({ run: 0, state: 'ready', users: 0, progress: null });
  const { data } = reader.received.at(-1)!;
  expect(data).toMatchObject({ run: 1, state: 'running', users: 4, saturated: false });
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  const { '\tAggregated': total, ...entries } = data.entries;
  expect(sum(Object.values(data.classes))).toBe(4);
  expect(total.p50).toBeCloseTo(20, 0);
  expect(sum(Object.values(entries).map((each) => (each as { rps: number }).rps))).toBeCloseTo(total.rps, 1);
});

test('who comes back is sent what it missed, and nothing twice', async () => {
  await open();
  const first = await watch();
  await port.clock.advance(3000);
  await count(first, 4);
  const [, second] = first.received;
  first.close();
  await port.clock.advance(3000);
  const back = await watch(second?.id);
  await count(back, 5);
  const ids = [...first.received.slice(0, 2), ...back.received].map(({ id }) => id);
  expect(ids).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7']);
  expect(back.received[0]).toEqual(first.received[2]);
});

test('an id that is not known, as after a restart, brings the present point', async () => {
  await open();
  const reader = await watch('7.9999');
  await count(reader, 1);
  await port.clock.advance(1000);
  await count(reader, 2);
  expect(reader.received.map(({ id }) => id)).toEqual(['0.1', '0.2']);
});

test('a minute after the last one left nothing is made any more', async () => {
  await open();
  const reader = await watch();
  await count(reader, 1);
  reader.close();
  await until('the server noticed', async () => {
    await port.clock.advance(70_000);
    const again = await watch(reader.received[0]?.id);
    await count(again, 1);
    const missed = again.received.length;
    again.close();
    return missed === 1;
  });
});

test('a quiet second has no numbers, and those after the end of a run neither', async () => {
  await open();
  await post(`${port.url}/swarm`, { user_count: 2, spawn_rate: 100 });
  await port.clock.advance(2000);
  const reader = await watch();
  const stopped = ask(`${port.url}/stop`);
  await port.clock.advance(3000);
  await stopped;
  await port.clock.advance(2000);
  await count(reader, 5);
  const { data } = reader.received.at(-1)!;
  expect(data).toMatchObject({ state: 'stopped', users: 0, classes: {}, progress: null });
  const quiet = { rps: 0, failuresPerSecond: 0, p50: null, p95: null, p99: null };
  expect(data.entries).toEqual({ '\tAggregated': quiet });
});

test('a run that ends says when: by its run time, by its shape, or by stop_after on port 81', async () => {
  const Night = stages(
    [
      { duration: '30s', users: 2 },
      { duration: '60s', users: 4 },
    ],
    { name: 'Night' },
  );
  await open();
  const now = port.clock.now();
  await post(`${port.url}/swarm`, { user_count: 2, spawn_rate: 100, run_time: '40s' });
  expect(port.test.progress).toEqual({ by: 'runTime', startedAt: now, endsAt: now + 40_000 });
  await port.clock.advance(41_000);
  expect([port.test.state, port.test.progress]).toEqual(['stopped', null]);
  const then = port.clock.now();
  port.test.start({ users: 1, spawnRate: 1, shape: Night });
  const reader = await watch();
  await count(reader, 1);
  expect(reader.received[0]?.data.progress).toEqual({ by: 'shape', startedAt: then, endsAt: then + 90_000 });
  for (const each of readers.splice(0)) each.close();
  await port.close();

  await open('recipes');
  const begin = port.clock.now();
  const form = { user_count: 2, spawn_rate: 100, stop_after: 60 };
  await post(`${port.url}/api/spawn/BasicPurchasingUser`, form);
  const recipes = await watch();
  await count(recipes, 1);
  const due = { by: 'stopAfter', startedAt: begin, endsAt: begin + 60_000 };
  expect(recipes.received[0]?.data.progress).toEqual(due);
});

test('a process that ends lets its clients go, and takes no new ones', async () => {
  await open();
  const reader = await watch();
  await count(reader, 1);
  port.flags.draining = true;
  await port.clock.advance(1000);
  await until('it was let go', () => reader.ended);
  expect((await watch()).status).toBe(503);
});

test('so many may watch, and the next one is told', async () => {
  await open();
  await Promise.all(Array.from({ length: MOST_POINT_STREAMS }, () => watch()));
  const { status, text } = await ask(`${port.url}/stream`);
  expect([status, text]).toEqual([409, '100 watch already: close a page.']);
  readers[0]?.close();
  await until('there is room again', async () => (await watch()).status === 200);
});

test('it is behind the login and below the base path, as all is', async () => {
  const credentials = [{ kind: 'login', user: 'ada', password: 'hush-hush' }] as const;
  await open('web', { security: { credentials }, config: { basePath: '/load' } });
  for (const path of ['/load/stream', '/load/stats/charts']) {
    expect((await ask(port.url + path)).status).toBe(401);
  }
});
