import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

const HOME = 'BasicHomePageViewingUser';

describe.concurrent('a recipe', () => {
  it('pings, spawns 10 users for 4 s, sees them at work and then gone', async ({ lab }) => {
    const { url } = await lab.target();
    const { recipes } = await lab.serve(['--host', url]);
    expect((await recipes.get('/api/ping')).body).toEqual({ msg: 'pong' });
    const users = (await recipes.get<{ users: { identifier: string }[] }>('/api/users')).body.users;
    expect(users.map(({ identifier }) => identifier)).toContain(HOME);
    const begun = performance.now();
    expect(await recipes.spawn(HOME, { user_count: 10, spawn_rate: 5, stop_after: 4 })).toMatchObject({
      status: 200,
      body: { msg: 'Spawn Request Received: spawning 10 users at 5 users/second' },
    });
    await until('10 users are alive', async () => (await recipes.userCount()) === 10, 10_000);
    await until('requests are counted', async () => (await recipes.report()).total_rps > 0, 10_000);
    await until('no user is left', async () => (await recipes.userCount()) === 0, 10_000);
    // From the start of the ramp.
    expect(performance.now() - begun).toBeGreaterThan(3900);
    expect(performance.now() - begun).toBeLessThan(6000);
    expect(await recipes.report()).toMatchObject({ state: 'stopped', errors: [] });
    expect((await recipes.post('/api/stop')).body).toEqual({ msg: 'All users stopped' });
  });

  it('replaces the running one: its users stop, its statistics begin anew (mend 6)', async ({ lab }) => {
    const { url } = await lab.target();
    const { recipes } = await lab.serve(['--host', url]);
    await recipes.spawn(HOME, { user_count: 20, spawn_rate: 100 });
    await until('20 users were at home', async () => (await recipes.total()).num_requests >= 20);
    await recipes.spawn('BasicPurchasingUser', { user_count: 3, spawn_rate: 100 });
    await until('3 users run', async () => (await recipes.report()).state === 'running');
    expect(await recipes.userCount()).toBe(3);
    await until('they buy', async () => (await recipes.total()).num_requests >= 9);
    expect((await recipes.total()).num_requests).toBeLessThan(20);
    expect(Object.keys((await recipes.get<{ per_class: object }>('/tasks')).body.per_class)).toEqual([
      'BasicPurchasingUser',
    ]);
  });

  it('outlives the stop_after of the one before (mend 2)', async ({ lab }) => {
    const { url } = await lab.target();
    const { recipes, web } = await lab.serve(['--host', url]);
    await recipes.spawn(HOME, { user_count: 4, spawn_rate: 50, stop_after: 2 });
    await web.swarm({ user_count: 4, spawn_rate: 50, run_time: '2s' });
    await sleep(500);
    await recipes.spawn(HOME, { user_count: 3, spawn_rate: 50 });
    await web.get('/stop');
    await web.swarm({ user_count: 3, spawn_rate: 50 });
    await sleep(2500);
    for (const port of [recipes, web]) {
      expect(await port.report()).toMatchObject({ state: 'running', user_count: 3 });
    }
  });

  it('is cancelled by a stop while it still spawns (mend 5)', async ({ lab }) => {
    const { url } = await lab.target();
    const { recipes } = await lab.serve(['--host', url]);
    await recipes.spawn(HOME, { user_count: 1000, spawn_rate: 10 });
    await until('some are there', async () => (await recipes.userCount()) > 2);
    await recipes.post('/api/stop');
    expect(await recipes.userCount()).toBe(0);
    await sleep(700);
    expect(await recipes.report()).toMatchObject({ state: 'stopped', user_count: 0 });
  });

  for (const [last, users] of [
    ['spawn', 7],
    ['stop', 0],
  ] as const) {
    it(`ends in the state of the last of 50 spawns and stops, a ${last}`, async ({ lab }) => {
      const { url } = await lab.target();
      const { recipes } = await lab.serve(['--host', url]);
      const ask = (turn: number): Promise<{ status: number }> =>
        turn % 2 === 0
          ? recipes.spawn(HOME, { user_count: 5 + turn, spawn_rate: 1000, stop_after: 1 + (turn % 3) })
          : recipes.post('/api/stop');
      const all = Array.from({ length: 25 }, (_, turn) => ask(turn));
      for (let turn = 25; turn < 49; turn++) all.push(Promise.resolve(await ask(turn)));
      const answers = await Promise.all(all);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      if (last === 'spawn') await recipes.spawn(HOME, { user_count: users, spawn_rate: 1000 });
      else await recipes.post('/api/stop');
      await until(`${users} users are left`, async () => {
        const { user_count, state } = await recipes.report();
        return user_count === users && state === (last === 'spawn' ? 'running' : 'stopped');
      });
      // Past every stop_after that was given before.
      await sleep(3500);
      expect(await recipes.userCount()).toBe(users);
    });
  }

  it('that cannot run is refused in words, and starts nobody (mend 6)', async ({ lab }) => {
    const { recipes } = await lab.serve([]);
    const size = { user_count: 10, spawn_rate: 5 };
    const homeless = await recipes.spawn(HOME, size);
    expect(homeless.status).toBe(400);
    expect(homeless.body.err).toMatch(/--host.*TARGET_HOST/);
    expect(await recipes.spawn('Nope', size)).toMatchObject({
      status: 404,
      body: { err: 'Cannot find SRE Recipe Load for: Nope' },
    });
    expect(await recipes.spawn(HOME, { ...size, user_count: 'many' })).toMatchObject({ status: 400 });
    expect(await recipes.report()).toMatchObject({ state: 'ready', user_count: 0 });
  });

  it('by /swarm on port 81 with no class chosen is refused, not run with 0 users (mend 9)', async ({
    lab,
  }) => {
    const { url } = await lab.target();
    const { recipes } = await lab.serve(['--host', url]);
    const size = { user_count: 3, spawn_rate: 50 };
    const { success, message } = (await recipes.swarm(size)).body;
    expect({ success, message }).toEqual({
      success: false,
      message: expect.stringMatching(/Nothing was chosen to spawn.*user_classes/),
    });
    expect(await recipes.report()).toMatchObject({ state: 'ready', user_count: 0 });
    expect((await recipes.swarm({ ...size, user_classes: HOME })).body.success).toBe(true);
    await until('3 users run', async () => (await recipes.userCount()) === 3);
  });
});
