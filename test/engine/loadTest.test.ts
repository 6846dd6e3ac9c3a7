import { afterEach, describe, expect, test } from 'vitest';
import type { LoadTestFact } from '../../machines/loadTest.machine.ts';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { getUserClasses, StepLoadShape } from '../../src/catalog/catalog.ts';
import { constant } from '../../src/domain/pacing.ts';
import { turn } from '../support/heldClock.ts';
import { type HeldTest, heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

const open: HeldTest[] = [];
afterEach(() => {
  for (const { test: web } of open.splice(0)) web.close();
});

function held(...parameters: Parameters<typeof heldTest>): HeldTest {
  const made = heldTest(...parameters);
  open.push(made);
  return made;
}

test('its states go by the names that clients know', async () => {
  const { test: web, clock } = held([visitor], { latency: 500, stopTimeout: 5000 });
  expect(web.state).toBe('ready');
  web.start({ users: 10, spawnRate: 5 });
  expect(web.state).toBe('spawning');
  await clock.advance(2000);
  expect(web.state).toBe('running');
  web.start({ users: 4, spawnRate: 1 });
  expect(web.state).toBe('spawning');
  await clock.advance(8000);
  expect(web.state).toBe('running');
  expect(web.userCount).toBe(4);
  while (web.census.sets().every(({ executing }) => executing[0] === 0)) await clock.advance(10);
  void web.stop();
  expect(web.state).toBe('stopping');
  await clock.advance(1000);
  expect(web.state).toBe('stopped');
  expect(web.userCount).toBe(0);
});

describe('a stop resolves', () => {
  test('when no user is left, not before', async () => {
    const { test: web, clock } = held([visitor], { latency: 3000, stopTimeout: 10_000 });
    web.start({ users: 10, spawnRate: 100 });
    await clock.advance(1000);
    let resolved = false;
    const stopped = web.stop().then(() => {
      resolved = true;
    });
    await clock.advance(1900);
    expect(resolved).toBe(false);
    expect(web.userCount).toBe(10);
    await clock.advance(300);
    await stopped;
    expect(web.userCount).toBe(0);
  });

  test('at once where nothing ever ran, which leaves the test stopped', async () => {
    const { test: web } = held([visitor]);
    await web.stop();
    expect(web.state).toBe('stopped');
  });

  test('for everyone who asked', async () => {
    const { test: web, clock } = held([visitor], { latency: 1000, stopTimeout: 5000 });
    web.start({ users: 3, spawnRate: 100 });
    await clock.advance(500);
    const stops = Promise.all([web.stop(), web.stop(), web.stop('shutdown')]);
    await clock.advance(1000);
    await stops;
    expect(web.stopReason).toBe('user');
  });

  test('though a new start waits for it', async () => {
    const { test: web, clock } = held([visitor], { latency: 1000, stopTimeout: 5000 });
    web.start({ users: 3, spawnRate: 100 });
    await clock.advance(500);
    const stopped = web.stop();
    web.start({ users: 2, spawnRate: 100 });
    await clock.advance(2000);
    await stopped;
    expect(web.userCount).toBe(2);
  });
});

test('what a stop cuts off is counted apart, in the statistics at the end of the run', async () => {
  const { test: web, clock } = held([visitor], { latency: 2000 });
  web.start({ users: 5, spawnRate: 100 });
  await clock.advance(1000);
  await web.stop();
  expect(web.statistics.total).toMatchObject({ requests: 0, failures: 0, aborted: 5 });
});

test('with a stop timeout that lets users finish, every request asked is one counted', async () => {
  const { test: web, clock, http } = held([visitor], { latency: 300, stopTimeout: 10_000 });
  web.start({ users: 50, spawnRate: 25 });
  await clock.advance(20_000);
  const stopped = web.stop();
  await clock.advance(2000);
  await stopped;
  expect(web.statistics.total.requests).toBe(http.requests.length);
  expect(web.statistics.total.aborted).toBe(0);
});

test('a new start after a stop begins with no rows; an edit keeps all', async () => {
  const { test: web, clock } = held([visitor], { latency: 100 });
  web.start({ users: 5, spawnRate: 100 });
  await clock.advance(5000);
  await web.stop();
  const before = web.statistics.total.requests;
  expect(before).toBeGreaterThan(15);
  web.start({ users: 1, spawnRate: 1 });
  await turn();
  expect(web.statistics.total.requests).toBe(0);
  expect(web.statistics.entries()).toEqual([]);
  await clock.advance(5000);
  const during = web.statistics.total.requests;
  web.start({ users: 3, spawnRate: 1 });
  expect(web.statistics.total.requests).toBe(during);
  await clock.advance(5000);
  expect(web.statistics.total.requests).toBeGreaterThan(during);
});

test('a reset zeroes the numbers, keeps the rows, and the load goes on', async () => {
  const { test: web, clock } = held([visitor], { latency: 100 });
  web.start({ users: 5, spawnRate: 100 });
  await clock.advance(5500);
  web.reset();
  expect(web.statistics.total.requests).toBe(0);
  expect(web.statistics.entries().map(({ name, requests }) => [name, requests])).toEqual([['/', 0]]);
  expect(web.timeline.points).toEqual([]);
  await clock.advance(5000);
  expect(web.statistics.total.requests).toBeGreaterThan(15);
  expect(web.userCount).toBe(5);
});

test('once a second it takes in what was measured and says so, and at the end of a run', async () => {
  const { test: web, clock } = held([visitor]);
  const ticks: number[] = [];
  web.ticks$.subscribe((at) => ticks.push(at));
  await clock.advance(3000);
  expect(ticks).toEqual([]);
  web.start({ users: 1, spawnRate: 1 });
  await clock.advance(2500);
  await web.stop();
  expect(ticks).toEqual([4000, 5000, 5500]);
  await clock.advance(5000);
  expect(ticks).toHaveLength(3);
});

test('the samples of all users are one stream', async () => {
  const other = defineUser('Other', {
    waitTime: constant(1000),
    tasks: { look: ({ http }) => http.get('/other') },
  });
  const { test: web, clock, http } = held([visitor, other], { latency: 50 });
  const seen: string[] = [];
  web.samples$.subscribe(({ userClass }) => seen.push(userClass));
  web.start({ users: 4, spawnRate: 100 });
  await clock.advance(2500);
  expect(seen).toHaveLength(http.requests.length);
  expect(seen.filter((name) => name === 'Other')).toHaveLength(seen.length / 2);
});

test('a run that fails says why in the log', async () => {
  const {
    test: web,
    clock,
    logged,
  } = held([visitor], {
    openSession: () => {
      throw new Error('no sockets left');
    },
  });
  web.start({ users: 3, spawnRate: 1 });
  await clock.advance(100);
  expect(web.state).toBe('stopped');
  expect(web.stopReason).toBe('failed');
  expect(logged.join('\n')).toContain('no sockets left');
});

test('a failure to make users in a later piece of a large order fails the run, not the process', async () => {
  let sessions = 0;
  const {
    test: web,
    clock,
    http,
  } = held([visitor], {
    openSession: (user) => {
      if (++sessions > 600) throw new Error('no sockets left');
      return http.session(user);
    },
  });
  web.start({ users: 1000, spawnRate: 100_000 });
  await clock.advance(100);
  expect(web.stopReason).toBe('failed');
  expect(web.userCount).toBe(0);
});

test('only the named classes run where a start names some', async () => {
  const other = defineUser('Other', {
    tasks: { look: ({ http }) => http.get('/other') },
    waitTime: constant(1000),
  });
  const { test: web, clock } = held([visitor, other]);
  web.start({ users: 4, spawnRate: 100, classes: ['Other'] });
  await clock.advance(1000);
  expect(web.census.byClass()).toEqual({ Other: 4 });
});

test('users aim at the host that stood when their load was started or last edited', async () => {
  const { test: web, clock, http } = held([visitor]);
  web.start({ users: 1, spawnRate: 10 });
  await clock.advance(500);
  web.host = 'http://elsewhere';
  web.start({ users: 2, spawnRate: 10 });
  await clock.advance(500);
  expect(http.requests.map(({ host }) => host)).toEqual(['http://target', 'http://elsewhere']);
});

describe('defects of old', () => {
  test('waits are honoured: 10 basic users ask fewer than 5 times a second', async () => {
    const { test: web, clock } = held(getUserClasses('basic'), { latency: 20 });
    web.start({ users: 10, spawnRate: 10 });
    await clock.advance(60_000);
    const perSecond = web.statistics.total.requests / 60;
    expect(perSecond).toBeGreaterThan(1);
    expect(perSecond).toBeLessThan(5);
  });

  test('a deadline does not outlive its load, whichever way a second start is taken', async () => {
    const { test: recipes, clock } = held([visitor], { id: 'recipes', secondStart: 'replaces' });
    recipes.start({ users: 5, spawnRate: 5, runTime: 8000 });
    await clock.advance(4000);
    recipes.start({ users: 7, spawnRate: 7 });
    await clock.advance(60_000);
    expect(recipes.state).toBe('running');
    expect(recipes.userCount).toBe(7);
  });

  test('a shape stopped in its first step and started again has its users at once', async () => {
    const { test: web, clock } = held(getUserClasses('step'), { latency: 20 });
    const start = () => web.start({ users: 1, spawnRate: 1, shape: StepLoadShape });
    start();
    await clock.advance(5000);
    expect(web.userCount).toBe(10);
    await web.stop();
    start();
    await clock.advance(1500);
    expect(web.userCount).toBe(10);
  });

  test('a start during a shape takes effect', async () => {
    const { test: web, clock } = held(getUserClasses('step'), { latency: 20 });
    web.start({ users: 1, spawnRate: 1, shape: StepLoadShape });
    await clock.advance(5000);
    web.start({ users: 3, spawnRate: 10 });
    await clock.advance(60_000, 50);
    expect(web.userCount).toBe(3);
    expect(web.followsShape).toBe(false);
  });

  test('a start within 1 s of a stop takes effect', async () => {
    const { test: web, clock } = held([visitor], { latency: 3000, stopTimeout: 2000 });
    web.start({ users: 5, spawnRate: 5 });
    await clock.advance(2000);
    void web.stop();
    await clock.advance(500);
    web.start({ users: 6, spawnRate: 6 });
    await clock.advance(5000);
    expect(web.userCount).toBe(6);
  });

  test('a spawn that is under way is ended by a stop, and by a newer spawn', async () => {
    const { test: recipes, clock } = held([visitor], { secondStart: 'replaces' });
    recipes.start({ users: 100, spawnRate: 1 });
    await clock.advance(3000);
    await recipes.stop();
    await clock.advance(10_000);
    expect(recipes.userCount).toBe(0);
    recipes.start({ users: 100, spawnRate: 1 });
    await clock.advance(3000);
    recipes.start({ users: 2, spawnRate: 1 });
    await clock.advance(10_000);
    expect(recipes.userCount).toBe(2);
  });

  test('50 spawns and stops at once end as the last one said', async () => {
    const { test: recipes, clock } = held([visitor], { secondStart: 'replaces', latency: 100 });
    const facts: LoadTestFact[] = [];
    recipes.facts$.subscribe((fact) => facts.push(fact));
    for (let n = 1; n <= 50; n++) {
      void recipes.stop();
      recipes.start({ users: n, spawnRate: 1000 });
    }
    await clock.advance(3000);
    expect(recipes.userCount).toBe(50);
    expect(recipes.state).toBe('running');
    for (let n = 1; n <= 50; n++) {
      recipes.start({ users: n, spawnRate: 1000 });
      void recipes.stop();
    }
    await clock.advance(3000);
    expect(recipes.userCount).toBe(0);
    expect(recipes.state).toBe('stopped');
    const count = (type: LoadTestFact['type']) => facts.filter((fact) => fact.type === type).length;
    expect(count('run.began')).toBe(count('run.ended'));
  });
});

test('its options that have no value are known as such to the process that goes on with it', async () => {
  const options = { tier: 'free', apiKey: undefined };
  const { test: web, clock } = held([visitor], { options });
  web.start({ users: 1, spawnRate: 10 });
  await clock.advance(1000);
  const { test: other } = held([visitor], { options: { tier: 'paid', apiKey: undefined } });
  const saved = web.save();
  expect(saved).toBeDefined();
  other.restore(JSON.parse(JSON.stringify(saved)));
  expect(other.options).toStrictEqual(options);
});
