import { createWebSocketReceiver } from '@statelyai/inspect';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createMachine } from 'xstate';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { chartOf } from '../../src/inspect/chart.ts';
import { type InspectSocket, openInspectSocket } from '../../src/inspect/socket.ts';
import { inspectorOf } from '../../src/inspection.ts';
import { until } from '../e2e/support/until.ts';
import { heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  onStart: () => ({ password: 'open sesame' }),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

/** An event as the package's receiver gives it. */
interface Received {
  readonly type: string;
  readonly name: string;
  readonly sessionId: string;
  readonly rootId: string;
  readonly parentId?: string;
  readonly _version: string;
  readonly createdAt: string;
  readonly definition: string;
  readonly event: { readonly type: string };
  readonly snapshot: { readonly value: unknown; readonly context: Record<string, unknown> };
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0).reverse()) each.close();
});

async function opened() {
  const tests = [heldTest([visitor], { latency: 50 }), heldTest([visitor], { id: 'recipes' })] as const;
  const inspectors = tests.map((held) => inspectorOf(held.test));
  open.push(...tests.map((held) => held.test));
  const socket = await openInspectSocket({
    inspectors,
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: ['https://tools.example'],
  });
  open.push(socket);
  return { socket, inspectors, web: tests[0] };
}

/** What the package's own receiver hears. */
function received({ url }: InspectSocket): Received[] {
  const events: Received[] = [];
  createWebSocketReceiver({ server: url }).subscribe((event) => events.push(event as never));
  return events;
}

test("the package's own receiver hears of the actors, of what happens to them, and of a followed user", async () => {
  const { socket, inspectors, web } = await opened();
  const events = received(socket);
  await until('the actors are told', () => events.length >= 2);
  expect(events.map(({ type, name, sessionId }) => [type, name, sessionId])).toEqual([
    ['@xstate.actor', 'loadTest:web', expect.stringMatching(/^web\//)],
    ['@xstate.actor', 'loadTest:recipes', expect.stringMatching(/^recipes\//)],
  ]);
  const [first] = events as [Received];
  expect(chartOf(createMachine(JSON.parse(first.definition)))).toEqual(
    chartOf(inspectors[0]!.charts.machine('loadTest')!),
  );
  expect(Number(first.createdAt)).toBeGreaterThanOrEqual(0);
  expect(first._version).toMatch(/^\d+\.\d+\.\d+$/);

  web.test.start({ users: 2, spawnRate: 100 });
  await web.clock.advance(1000);
  const named = (name: string): Received | undefined => events.find((event) => event.name === name);
  await until('run and spawner are told', () => named('run') && named('fleet'));
  expect(named('run')?.parentId).toBe(first.sessionId);
  const states = () =>
    events.filter(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === first.sessionId);
  await until('the test runs', () =>
    states().some(({ snapshot }) => JSON.stringify(snapshot.value) === '{"active":{"loading":"running"}}'),
  );
  expect(states()[0]?.event.type).toBe('test.start');
  expect(events.some(({ name }) => name?.startsWith('Visitor'))).toBe(false);

  const { user } = inspectors[0]!.followers.follow({ pick: 'random' });
  await web.clock.advance(2000);
  const task = () =>
    events.find(({ type, event }) => type === '@xstate.event' && event.type === 'task.started');
  await until('a task is told', task);
  expect(task()?.sessionId).toBe(named(user!)?.sessionId);
  expect(named(user!)?.snapshot.context).not.toHaveProperty('life');
  expect(JSON.stringify(events)).not.toContain('open sesame');
});

test('those who come later are told of all that there is', async () => {
  const { socket, inspectors, web } = await opened();
  web.test.start({ users: 2, spawnRate: 100 });
  await web.clock.advance(1000);
  const { user } = inspectors[0]!.followers.follow({ pick: 'random' });
  const events = received(socket);
  await until('all are told', () => events.length >= 5);
  expect(events.map(({ name }) => name)).toEqual(['loadTest:web', 'run', 'fleet', user, 'loadTest:recipes']);
});

test('nothing is listened to while nobody is there', async () => {
  const { socket, web } = await opened();
  const idle = web.clock.pending;
  const client = new WebSocket(socket.url);
  await until('it is there', () => web.clock.pending === idle + 1);
  client.close();
  await until('it is gone', () => web.clock.pending === idle);
});

test('pages of other sites cannot listen; those of this machine and allowed ones can', async () => {
  const { socket } = await opened();
  const tried = (origin?: string): Promise<string> =>
    new Promise((resolve) => {
      const client = new WebSocket(socket.url, origin === undefined ? {} : { origin });
      client.on('open', () => {
        client.close();
        resolve('open');
      });
      client.on('error', (error) => resolve(error.message));
    });
  expect(await tried('https://elsewhere.example')).toContain('401');
  expect(await tried('null')).toContain('401');
  expect(await tried('http://localhost:3000')).toBe('open');
  expect(await tried('https://tools.example')).toBe('open');
  expect(await tried()).toBe('open');
});

test('a port that is taken is an error that names the flag', async () => {
  const { socket } = await opened();
  const port = Number(new URL(socket.url).port);
  const again = openInspectSocket({ inspectors: [], host: '127.0.0.1', port, allowedOrigins: [] });
  await expect(again).rejects.toMatchObject({
    code: 'inspect.notListening',
    message: expect.stringContaining('--inspect'),
  });
});
