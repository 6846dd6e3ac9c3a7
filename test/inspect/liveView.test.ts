import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import type { UserDefinition } from '../../src/authoring/user.ts';
import { between, constant } from '../../src/domain/pacing.ts';
import type { LoadTestOptions } from '../../src/engine/loadTest.ts';
import type { LiveState, Population } from '../../src/inspect/wire.ts';
import { inspectorOf } from '../../src/inspection.ts';
import { heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

/** Starts slowly, now and then crashes, takes its time to leave. */
const troubled = defineUser('Troubled', {
  waitTime: between(50, 200),
  async onStart({ sleep, random }) {
    await sleep(100);
    if (random.next() < 0.2) throw new Error('no luck');
  },
  tasks: {
    async long({ sleep, http }) {
      await http.get('/long');
      await sleep(400);
    },
    short() {},
  },
  async onStop({ sleep }) {
    await sleep(150);
  },
});

const walker = defineUser('Walker', {
  waitTime: constant(100),
  tasks: {
    async look({ http }) {
      await http.get('/look');
    },
    async buy({ http }) {
      await http.get('/buy');
    },
  },
  journey: {
    id: 'walk',
    initial: 'look',
    states: {
      look: { on: { 'task.completed': 'shop' } },
      shop: { initial: 'buy', states: { buy: { on: { 'task.completed': '#walk.look' } } } },
    },
  },
});

function watched(
  users: readonly UserDefinition[],
  options: Partial<LoadTestOptions> & { latency?: number } = {},
) {
  const held = heldTest(users, { latency: 20, ...options });
  const inspector = inspectorOf(held.test);
  return { ...held, inspector, live: inspector.live };
}

function sumOf({ states }: Population): number {
  return Object.values(states).reduce((sum, { users }) => sum + users, 0);
}

describe('users by state', () => {
  test('add up to the users alive at every moment, whatever comes and goes', async () => {
    const { test: web, clock, live } = watched([visitor, troubled], { stopTimeout: 300 });
    const seen = new Set<string>();
    const wrong: unknown[] = [];
    const look = async (ms: number): Promise<void> => {
      for (let at = 0; at < ms; at += 10) {
        await clock.advance(10);
        const { population } = live.look();
        const counts = Object.entries(population.states);
        for (const [state, { users }] of counts) if (users > 0) seen.add(state);
        if (sumOf(population) !== web.userCount || population.users !== web.userCount) wrong.push(population);
        if (counts.some(([, { users }]) => users < 0)) wrong.push(population);
      }
    };
    const end = live.watch(() => {});
    web.start({ users: 60, spawnRate: 40 });
    await look(3000);
    web.start({ users: 20, spawnRate: 50 });
    await look(1500);
    web.start({ users: 80, spawnRate: 100 });
    await look(1500);
    const stopped = web.stop();
    await look(1500);
    await stopped;
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual([
      'alive.finishing',
      'alive.running.observed.executing',
      'alive.running.observed.waiting',
      'alive.starting',
      'leaving',
    ]);
    expect(web.census.crashes).toBeGreaterThan(0);
    end();
    web.close();
  });

  test('are told for every leaf of their chart, with none that cruises', async () => {
    const { test: web, live } = watched([visitor]);
    const { states } = live.look().population;
    expect(Object.keys(states)).toContain('alive.running.cruising');
    expect(states['alive.running.cruising']).toEqual({ users: 0, p50: null, p95: null });
    web.close();
  });

  test('are told by task and by wait', async () => {
    const { test: web, clock, live } = watched([visitor], { latency: 500 });
    web.start({ users: 10, spawnRate: 1000 });
    await clock.advance(300);
    expect(live.look().population.tasks).toEqual({
      Visitor: { browse: { users: 10, p50: null, p95: null } },
    });
    await clock.advance(500);
    expect(live.look().population.waiting.Visitor?.users).toBe(10);
    web.close();
  });
});

describe('how long users dwell', () => {
  test('is measured while somebody watches', async () => {
    const { test: web, clock, live } = watched([visitor], { latency: 50 });
    web.start({ users: 20, spawnRate: 1000 });
    await clock.advance(100);
    const end = live.watch(() => {});
    await clock.advance(10_000);
    const { states, tasks, waiting } = live.look().population;
    expect(tasks.Visitor?.browse).toMatchObject({ p50: 50, p95: 50 });
    expect(waiting.Visitor).toMatchObject({ p50: 1000 });
    expect(states['alive.running.observed.executing']).toMatchObject({ p50: 50 });
    end();
    expect(live.look().population.tasks.Visitor?.browse).toMatchObject({ p50: null });
    web.close();
  });

  test('of the first and the last state too, for users that come while somebody watches', async () => {
    const { test: web, clock, live } = watched([troubled]);
    const end = live.watch(() => {});
    web.start({ users: 20, spawnRate: 100 });
    await clock.advance(2000);
    const stopped = web.stop();
    await clock.advance(1000);
    await stopped;
    const { states } = live.look().population;
    expect(states['alive.starting']?.p50).toBeCloseTo(100, -1);
    expect(states.leaving?.p50).toBeCloseTo(150, -1);
    end();
    web.close();
  });

  test('is measured of 200 users at most, and of none once nobody watches', async () => {
    const { test: web, clock, live } = watched([visitor]);
    const tapped = () => [...web.roster.members()].filter(({ life }) => life.tap !== undefined).length;
    web.start({ users: 1000, spawnRate: 10_000 });
    await clock.advance(500);
    expect(tapped()).toBe(0);
    const end = live.watch(() => {});
    expect(tapped()).toBe(200);
    web.start({ users: 500, spawnRate: 10_000 });
    await clock.advance(2000);
    expect(web.userCount).toBe(500);
    expect(tapped()).toBe(200);
    end();
    expect(tapped()).toBe(0);
    web.close();
  });
});

describe('the actors of a test', () => {
  test('are told with their active states and last transitions', async () => {
    const { test: web, clock, live } = watched([visitor]);
    const told: LiveState[] = [];
    const end = live.watch((state) => told.push(state));
    web.start({ users: 3, spawnRate: 100 });
    await clock.advance(1000);
    const byMachine = Object.fromEntries(told.at(-1)!.actors.map((actor) => [actor.machine, actor]));
    expect(Object.keys(byMachine)).toEqual(['loadTest', 'run', 'spawner']);
    expect(byMachine.loadTest).toMatchObject({
      actor: 'loadTest:web',
      status: 'active',
      active: ['', 'active', 'active.loading', 'active.loading.running'],
      context: { test: 'web', run: 1 },
    });
    expect(byMachine.run?.active).toEqual(
      expect.arrayContaining(['active', 'active.users.running', 'active.deadline.none']),
    );
    const trace = byMachine.loadTest!.trace;
    expect(trace[0]).toMatchObject({ event: 'test.start', from: ['', 'ready'] });
    expect(trace.map(({ event }) => event)).toContain('run.reached');
    end();
    web.close();
  });

  test('are looked at four times a second, by all who watch together, and not any more after them', async () => {
    const { test: web, clock, live } = watched([visitor]);
    const told = [0, 0];
    const idle = clock.pending;
    const ends = told.map((_, index) => live.watch(() => void told[index]!++));
    expect(clock.pending).toBe(idle + 1);
    await clock.advance(1000);
    expect(told).toEqual([5, 5]);
    for (const end of ends) end();
    await clock.advance(1000);
    expect(told).toEqual([5, 5]);
    expect(clock.pending).toBe(idle);
    web.close();
  });
});

test('users are told by the state of their journey', async () => {
  const { test: web, clock, inspector, live } = watched([visitor, walker], { latency: 100 });
  expect(inspector.charts.list().map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'loadTest actors',
    'run actors',
    'spawner actors',
    'user population',
    'walk journey',
  ]);
  web.start({ users: 20, spawnRate: 1000 });
  await clock.advance(50);
  expect(live.look().journeys).toEqual({ walk: { look: 10 } });
  await clock.advance(220);
  expect(live.look().journeys).toEqual({ walk: { 'shop.buy': 10 } });
  web.close();
});

test('the charts are those of the objects that run', () => {
  const { test: web, inspector } = watched([visitor]);
  const { logic } = web.actor as unknown as { logic: { implementations: { actors: { run: unknown } } } };
  expect(inspector.charts.machine('loadTest')).toBe(logic);
  expect(inspector.charts.machine('run')).toBe(logic.implementations.actors.run);
  web.close();
});
