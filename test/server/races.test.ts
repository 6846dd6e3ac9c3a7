import { afterEach, describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { StepLoadShape } from '../../src/catalog/catalog.ts';
import { constant } from '../../src/domain/pacing.ts';
import { ask, post } from './support/ask.ts';
import { heldPort, type Port, type PortSetup, realPort } from './support/ports.ts';

const open: Port[] = [];
afterEach(async () => {
  for (const port of open.splice(0)) await port.close();
});

async function real(role: 'web' | 'recipes', setup: PortSetup = {}): Promise<Port> {
  const port = await realPort(role, setup);
  open.push(port);
  return port;
}

async function held(role: 'web' | 'recipes', setup: PortSetup = {}) {
  const port = await heldPort(role, setup);
  open.push(port);
  return port;
}

const spawn = (port: Port, user_count: number, id = 'BasicHomePageViewingUser') =>
  post(`${port.url}/api/spawn/${id}`, { user_count, spawn_rate: 1000 });

/** Waits until something holds, for two seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('"Shape: stop within the first step, start again: 0 users for ~30 s. … a /swarm within 1 s of a stop was dropped" (mend 4)', () => {
  test('a start right after a stop has its users', async () => {
    const web = await held('web');
    for (let round = 1; round <= 5; round++) {
      await post(`${web.url}/swarm`, { user_count: round, spawn_rate: 100 });
      await web.clock.advance(200);
      expect(web.test.userCount).toBe(round);
      await ask(`${web.url}/stop`);
      expect(web.test.userCount).toBe(0);
    }
  });

  test('a start while the stop is not over yet waits for its end, and is not lost', async () => {
    const slow = defineUser('Slow', {
      waitTime: constant(100),
      tasks: {
        async go({ http }) {
          await http.get('/');
        },
      },
    });
    const web = await held('web', { users: [slow], latency: 2000, test: { stopTimeout: 10_000 } });
    await post(`${web.url}/swarm`, { user_count: 3, spawn_rate: 100 });
    await web.clock.advance(500);
    const stopped = ask(`${web.url}/stop`);
    await until(() => web.test.state === 'stopping');
    expect((await post(`${web.url}/swarm`, { user_count: 5, spawn_rate: 100 })).json.success).toBe(true);
    expect(web.test.state).toBe('stopping');
    await web.clock.advance(2000);
    expect((await stopped).json).toEqual({ success: true, message: 'Test stopped' });
    await web.clock.advance(500);
    expect(web.test.userCount).toBe(5);
    expect(web.test.plan?.run).toBe(2);
  });

  test('a shape that is stopped within its first step and started again has its users at once', async () => {
    const web = await held('web', { config: { defaultShape: StepLoadShape } });
    await post(`${web.url}/swarm`, {});
    await web.clock.advance(5000, 50);
    expect(web.test.userCount).toBe(10);
    await ask(`${web.url}/stop`);
    await post(`${web.url}/swarm`, {});
    await web.clock.advance(1500, 50);
    expect(web.test.userCount).toBe(10);
    await web.clock.advance(29_500, 100);
    expect(web.test.userCount).toBe(20);
  });
});

describe('"A spawn still pending was not cancelled by stop or by a newer spawn; concurrent spawns raced, last writer won a mix" (mend 5)', () => {
  test('a stop cancels a spawn that has only begun', async () => {
    const recipes = await held('recipes');
    await post(`${recipes.url}/api/spawn/BasicHomePageViewingUser`, { user_count: 100, spawn_rate: 10 });
    await recipes.clock.advance(1000);
    await post(`${recipes.url}/api/stop`);
    await recipes.clock.advance(20_000, 100);
    expect(recipes.test.userCount).toBe(0);
    expect(recipes.test.state).toBe('stopped');
  });

  test('of two spawns the later one counts, whole', async () => {
    const recipes = await held('recipes');
    await post(`${recipes.url}/api/spawn/BasicHomePageViewingUser`, { user_count: 100, spawn_rate: 10 });
    await recipes.clock.advance(1000);
    await post(`${recipes.url}/api/spawn/BasicPurchasingUser`, { user_count: 3, spawn_rate: 100 });
    await recipes.clock.advance(20_000, 100);
    expect(recipes.test.census.byClass()).toEqual({ BasicPurchasingUser: 3 });
  });

  test('"50 spawns and stops at once end in the state of the last one": a spawn', async () => {
    const recipes = await real('recipes', { latency: 5 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? spawn(recipes, 20 + index) : post(`${recipes.url}/api/stop`),
    );
    const answers = await Promise.all(calls);
    for (const { status } of answers) expect(status).toBe(200);
    await spawn(recipes, 7, 'BasicPurchasingUser');
    await until(() => recipes.test.state === 'running');
    expect(recipes.test.census.byClass()).toEqual({ BasicPurchasingUser: 7 });
    expect(recipes.http.open).toBe(7);
  });

  test('"50 spawns and stops at once end in the state of the last one": a stop', async () => {
    const recipes = await real('recipes', { latency: 5 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? post(`${recipes.url}/api/stop`) : spawn(recipes, 20 + index),
    );
    await Promise.all(calls);
    await post(`${recipes.url}/api/stop`);
    expect(recipes.test.state).toBe('stopped');
    expect(recipes.test.userCount).toBe(0);
    expect(recipes.http.open).toBe(0);
  });

  test('in one go, in the order in which they came', async () => {
    const recipes = await real('recipes');
    for (let index = 0; index < 25; index++) {
      recipes.test.start({ users: 50, spawnRate: 1000, classes: ['BasicHomePageViewingUser'] });
      void recipes.test.stop();
    }
    recipes.test.start({ users: 4, spawnRate: 1000, classes: ['BasicPurchasingUser'] });
    await until(() => recipes.test.state === 'running');
    expect(recipes.test.census.byClass()).toEqual({ BasicPurchasingUser: 4 });
  });

  test('the same on port 80, where a start edits', async () => {
    const web = await real('web', { latency: 5 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0
        ? post(`${web.url}/swarm`, { user_count: 10 + index, spawn_rate: 1000 })
        : ask(`${web.url}/stop`),
    );
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    await post(`${web.url}/swarm`, { user_count: 9, spawn_rate: 1000 });
    await until(() => web.test.state === 'running' && web.test.userCount === 9);
    expect(web.test.userCount).toBe(9);
    await ask(`${web.url}/stop`);
    expect([web.test.state, web.test.userCount]).toEqual(['stopped', 0]);
  });
});

describe('"/stop and /api/stop answer when no user is left"', () => {
  test.each([
    ['web', '/stop', 'GET'],
    ['recipes', '/api/stop', 'POST'],
    ['recipes', '/stop', 'GET'],
  ] as const)(
    'on %s, %s: all who ask, each once the running tasks have ended',
    async (role, path, method) => {
      const slow = defineUser('Slow', {
        waitTime: constant(10),
        tasks: {
          async go({ http }) {
            await http.get('/');
          },
        },
      });
      const port = await held(role, { users: [slow], latency: 3000, test: { stopTimeout: 10_000 } });
      port.test.start({ users: 20, spawnRate: 1000, classes: ['Slow'] });
      await port.clock.advance(500);
      const counts: number[] = [];
      const stops = Array.from({ length: 5 }, async () => {
        await ask(port.url + path, { method });
        counts.push(port.test.userCount);
      });
      await until(() => port.test.state === 'stopping');
      await port.clock.advance(1000);
      expect(counts).toEqual([]);
      await port.clock.advance(3000);
      await Promise.all(stops);
      expect(counts).toEqual([0, 0, 0, 0, 0]);
    },
  );
});

test('numbers can be read, and the form edited, while the ramp goes on', async () => {
  const web = await held('web');
  await post(`${web.url}/swarm`, { user_count: 100, spawn_rate: 10 });
  await web.clock.advance(2000);
  const { json } = await ask(`${web.url}/stats/requests`);
  expect(json).toMatchObject({ state: 'spawning', user_count: 21 });
  await post(`${web.url}/swarm`, { user_count: 30, spawn_rate: 10 });
  await web.clock.advance(1500);
  expect(web.test.state).toBe('running');
  expect(web.test.userCount).toBe(30);
});
