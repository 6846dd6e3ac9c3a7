import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

describe.concurrent('the shipped load', () => {
  it('waits between tasks: 10 basic users stay under 5 requests a second (mend 1)', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url, '--seed', '7']);
    await web.swarm({ user_count: 10, spawn_rate: 10 });
    await until('10 users run', async () => (await web.report()).state === 'running');
    await sleep(500); // The first tasks come at once.
    const before = target.requests;
    await sleep(8000);
    expect(target.requests - before).toBeGreaterThan(0);
    expect((target.requests - before) / 8).toBeLessThan(5);
    expect((await web.report()).current_rps).toBeLessThan(10);
  });

  it('starts at once after a stop within the first step of its shape (mend 4)', async ({ lab }) => {
    const { url } = await lab.target();
    const { web } = await lab.serve(['--host', url, '--task', 'step']);
    for (let round = 0; round < 3; round++) {
      const { body } = await web.swarm({});
      expect(body).toMatchObject({
        success: true,
        message: "Swarming started using shape class 'StepLoadShape'",
      });
      await until('10 users run', async () => (await web.report()).user_count === 10, 4000);
      expect((await web.get('/stop')).body).toEqual({ success: true, message: 'Test stopped' });
      expect((await web.report()).user_count).toBe(0);
    }
  });

  it('refuses a /swarm while its shape runs, and goes on (mend 4)', async ({ lab }) => {
    const { url } = await lab.target();
    const { web } = await lab.serve(['--host', url, '--task', 'step_locustfile.py', '--autostart']);
    await until('10 users run', async () => (await web.report()).user_count === 10);
    const { body } = await web.swarm({ user_count: 2, spawn_rate: 1 });
    expect(body).toMatchObject({ success: false, message: expect.stringContaining('stop it first') });
    expect(await web.report()).toMatchObject({ state: 'running', user_count: 10 });
  });

  it('takes a /swarm at once after a stop (mend 4)', async ({ lab }) => {
    const { url } = await lab.target();
    const { web } = await lab.serve(['--host', url]);
    for (const users of [5, 9, 2]) {
      await web.swarm({ user_count: users, spawn_rate: 100 });
      await until(`${users} users run`, async () => (await web.report()).user_count === users, 3000);
      await web.get('/stop');
    }
    // Not even the answer of the stop is waited for.
    await web.swarm({ user_count: 50, spawn_rate: 100 });
    await until('50 users run', async () => (await web.report()).user_count === 50);
    const stopped = web.get('/stop');
    await until('it stops', async () => (await web.report()).state !== 'running');
    await web.swarm({ user_count: 4, spawn_rate: 100 });
    await stopped;
    await until('4 users run', async () => (await web.report()).user_count === 4, 3000);
  });
});

describe.concurrent('whoever reaches the ports', () => {
  it('cannot aim the load elsewhere than the host of the start (mend 7)', async ({ lab }) => {
    const [mine, theirs] = [await lab.target(), await lab.target()];
    const { web, recipes } = await lab.serve(['--host', mine.url]);
    const size = { user_count: 2, spawn_rate: 50 };
    const fields = { ...size, host: theirs.url, user_classes: 'BasicHomePageViewingUser' };
    for (const port of [web, recipes]) {
      const { body } = await port.swarm(fields);
      expect(body).toMatchObject({
        success: false,
        message: expect.stringContaining('--allowed-hosts'),
        host: mine.url,
      });
      expect(await port.report()).toMatchObject({ state: 'ready', user_count: 0 });
    }
    const user = { user_class_name: 'BrowsingUser', host: theirs.url };
    expect(await web.postJson('/user', user)).toMatchObject({
      status: 400,
      text: expect.stringContaining('--allowed-hosts'),
    });
    await web.swarm(size);
    await until('it runs', async () => (await web.total()).num_requests > 2);
    expect(mine.requests).toBeGreaterThan(0);
    expect(theirs.requests).toBe(0);
  });

  it('can aim it where --allowed-hosts says', async ({ lab }) => {
    const [mine, theirs] = [await lab.target(), await lab.target()];
    const { web } = await lab.serve(['--host', mine.url, '--allowed-hosts', '127.0.0.*:*']);
    const size = { user_count: 2, spawn_rate: 50 };
    expect((await web.swarm({ ...size, host: theirs.url })).body).toMatchObject({
      success: true,
      host: theirs.url,
    });
    await until('it arrives there', () => theirs.requests > 1);
    expect((await web.swarm({ ...size, host: 'http://shop.test' })).body.success).toBe(false);
  });

  it('cannot ask for more users than the bound (mend 7)', async ({ lab }) => {
    const { url } = await lab.target();
    const { web, recipes } = await lab.serve(['--host', url]);
    const size = { user_count: 100_001, spawn_rate: 1 };
    expect((await web.swarm(size)).body).toMatchObject({
      success: false,
      message: 'user_count must be at most 100000: 100001',
    });
    const spawned = await recipes.spawn('BasicHomePageViewingUser', size);
    expect(spawned.status).toBe(400);
    expect(spawned.body.err).toContain('must be at most 100000');
    for (const port of [web, recipes]) expect((await port.report()).state).toBe('ready');
  });
});
