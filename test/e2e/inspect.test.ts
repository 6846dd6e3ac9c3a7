import type { IncomingMessage, ServerResponse } from 'node:http';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { expect } from 'vitest';
import type {
  Chart,
  ChartListing,
  FollowedEvent,
  Following,
  LiveState,
  Recording,
} from '../../src/inspect/wire.ts';
import { it } from './support/it.ts';
import type { Port } from './support/port.ts';
import { until } from './support/until.ts';

const WANDERER = `import { constant, defineUser } from 'statestorm';

export default defineUser('Wanderer', {
  waitTime: constant('100ms'),
  onStart({ http, user }) {
    http.cookies.set('sid', user.id);
    return { name: user.id, password: 'open sesame' };
  },
  tasks: {
    async wander({ http }) {
      await http.get('/start?token=abc');
      await http.post('/login', { form: { name: 'ada' } });
    },
    async look({ http }) {
      await http.get('/end');
    },
  },
});
`;

/** Where requests are sent on to. */
const NEXT: Readonly<Record<string, readonly [number, string]>> = {
  '/start?token=abc': [302, '/middle'],
  '/middle': [307, '/end'],
  '/login': [303, '/home'],
};

/** Answers with redirects, and keeps what each session asked and was answered. */
function wanderings() {
  const seen = new Map<string, string[]>();
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const [status, location] = NEXT[req.url ?? ''] ?? [200, undefined];
    const session = /sid=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
    seen.set(session, [...(seen.get(session) ?? []), `${req.method} ${req.url} ${status}`]);
    res.writeHead(status, location === undefined ? {} : { location }).end('well');
  };
  return { seen, answer };
}

/** Every answer that a recording has, in order, as a target of that URL notes it. */
function answersOf({ events }: Recording, target: string): string[] {
  return events.flatMap((event) =>
    event.kind === 'request'
      ? event.hops.map(({ method, url, status }) => `${method} ${url.replace(target, '')} ${status}`)
      : [],
  );
}

async function recordingOf(port: Port, id: string): Promise<Recording> {
  return (await port.get<Recording & Record<string, unknown>>(`/inspect/follow/${id}`)).body;
}

it('a followed user, its redirects listed, is what the target saw of that session', async ({ lab }) => {
  const { seen, answer } = wanderings();
  const target = await lab.target({ answer, latency: 5 });
  const { web } = await lab.serve(['-f', lab.write('wanderer.user.ts', WANDERER), '--stop-timeout', '5']);
  await web.swarm({ user_count: 5, spawn_rate: 100, host: target.url });
  await until('all users are there', async () => (await web.report()).user_count === 5);
  const { status, body } = await web.postJson<Following & Record<string, unknown>>('/inspect/follow', {
    pick: 'class',
    class: 'Wanderer',
  });
  expect(status).toBe(201);
  const { id, user } = body;
  await until('it went on', async () => (await recordingOf(web, id)).events.length > 30);
  await web.get('/stop');
  const recording = await until('it has left', async () => {
    const now = await recordingOf(web, id);
    return now.status === 'ended' && now;
  });

  expect(recording.dropped).toBe(0);
  const answers = answersOf(recording, target.url);
  // It was followed from some moment on, up to its end. What the query hides is a secret.
  const all = (seen.get(user!) ?? []).map((each) => each.replace('token=abc', 'token=***'));
  expect(answers.length).toBeGreaterThan(10);
  expect(answers).toEqual(all.slice(-answers.length));
  expect(new Set(answers)).toEqual(
    new Set([
      'GET /start?token=*** 302',
      'GET /middle 307',
      'GET /end 200',
      'POST /login 303',
      'GET /home 200',
    ]),
  );
  expect(recording.session).toEqual({ name: user, password: '***' });
  expect(recording.active).toEqual(['', 'stopped']);
  expect(JSON.stringify(recording)).not.toMatch(/open sesame|abc/);
  const tasks = recording.events.filter((event) => event.kind === 'task');
  const started = tasks.filter(({ phase }) => phase === 'started');
  expect(Math.abs(started.length * 2 - tasks.length)).toBeLessThanOrEqual(1);
});

it('the next user that fails is followed from its failing request on', async ({ lab }) => {
  const shop = await lab.shop();
  const { web } = await lab.serve([]);
  const { body } = await web.postJson<Following & Record<string, unknown>>('/inspect/follow', {
    pick: 'nextFailure',
  });
  await web.swarm({ user_count: 20, spawn_rate: 100, host: shop.url });
  await until('requests pass', async () => (await web.total()).num_requests > 50);
  expect((await recordingOf(web, body.id)).status).toBe('waiting');
  await shop.set({ errorRate: '1' });
  const recording = await until('one failed', async () => {
    const now = await recordingOf(web, body.id);
    return now.events.length > 2 && now;
  });
  const [first] = recording.events as [FollowedEvent];
  expect(first).toMatchObject({ kind: 'request', outcome: 'failed', seq: 1 });
  expect(first.kind === 'request' && first.hops.at(-1)?.status).toBe(
    first.kind === 'request' && first.status,
  );
});

it('both ports show their charts, and their users as they count them', async ({ lab }) => {
  const shop = await lab.shop();
  const { web, recipes } = await lab.serve(['--web-base-path', '/load', '--host', shop.url]);
  const charts = async (port: Port, base: string): Promise<ChartListing[]> =>
    (await port.get(`${base}/machines/list`)).body as never;
  expect((await charts(web, '/load')).map(({ id }) => id)).toEqual(['loadTest', 'run', 'spawner', 'user']);
  expect((await recipes.get<Chart & Record<string, unknown>>('/machines/user/chart')).body.edges.length).toBe(
    (await charts(recipes, '')).find(({ id }) => id === 'user')?.transitions,
  );
  await recipes.spawn('BasicPurchasingUser', { user_count: 30, spawn_rate: 30 });
  const response = await fetch(`${recipes.url}/machines/stream`);
  const states: LiveState[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    states.splice(
      0,
      states.length,
      ...[...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!)),
    );
    if (states.length > 8) break;
  }
  const sums = states.map(({ population }) =>
    Object.values(population.states).reduce((sum, { users }) => sum + users, 0),
  );
  expect(sums).toEqual(states.map(({ population }) => population.users));
  expect(states.at(-1)?.actors.map(({ machine }) => machine)).toEqual(['loadTest', 'run', 'spawner']);
  const gaps = states.slice(2).map(({ time }, index) => time - states[index + 1]!.time);
  expect(Math.min(...gaps)).toBeGreaterThan(200);
});

it('--inspect tells tools of @statelyai/inspect of both tests, on this machine alone', async ({ lab }) => {
  const { program } = await lab.serve(['--inspect', '0']);
  const line = await until('it says where', () => program.log.find(({ inspect }) => inspect !== undefined));
  const url = String(line.inspect);
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  const names: unknown[] = [];
  createWebSocketReceiver({ server: url }).subscribe((event) => names.push('name' in event && event.name));
  await until('both are told', () => names.length >= 2);
  expect(names).toEqual(['loadTest:web', 'loadTest:recipes']);
});
