import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { until } from '../e2e/support/until.ts';
import { IMAGE } from './support/container.ts';
import { composeService } from './support/deployed.ts';
import { it } from './support/it.ts';

describe('a container', () => {
  it('without a host exits with 2 and says so', async ({ containers }) => {
    const { code, stderr } = await containers.start().program.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^statestorm: No host to aim at for PurchasingUser\n {2}Give one with --host or TARGET_HOST/,
    );
  });

  for (const [flag, printed] of [
    ['--help', /--host/],
    ['--version', /^statestorm \d/],
    ['--list', /PurchasingUser/],
  ] as const) {
    it(`needs no host for ${flag}`, async ({ containers }) => {
      const { code, stdout } = await containers.start({ args: [flag] }).program.ended;
      expect(stdout).toMatch(printed);
      expect(code).toBe(0);
    });
  }

  it('needs none where users have hosts of their own', async ({ containers }) => {
    containers.lab.write(
      'load/own.user.ts',
      `import { defineUser } from 'statestorm';
export default defineUser('Own', { host: 'http://shop:8088', tasks: { async home({ http }) { await http.get('/'); } } });
`,
    );
    const container = await containers.start({ args: ['-f', 'own.user.ts'] }).ready();
    expect((await container.web.get('/tasks')).body).toHaveProperty('per_class.Own');
  });

  it('runs as number 1, not as root, without a capability, on a root that it cannot write', async ({
    containers,
  }) => {
    const container = await containers.start({ env: { TARGET_HOST: 'shop:8088' } }).ready();
    const fields = Object.fromEntries(
      readFileSync(`/proc/${container.pid}/status`, 'utf8')
        .split('\n')
        .map((line) => line.split(':\t') as [string, string]),
    );
    const [uid] = IMAGE.User.split(':');
    expect(fields.NSpid?.split('\t').at(-1)).toBe('1');
    expect(fields.Uid).toBe(Array(4).fill(uid).join('\t'));
    expect(fields.CapEff).toMatch(/^0+$/);
    expect(fields.CapBnd).toMatch(/^0+$/);
    expect(fields.NoNewPrivs).toBe('1');
    const mounts = readFileSync(`/proc/${container.pid}/mounts`, 'utf8').split('\n');
    expect(mounts.find((line) => line.split(' ')[1] === '/')).toMatch(/ ro[, ]/);
  });

  it('is ready with no load of its own: users come when someone asks for them', async ({ containers }) => {
    const shop = await containers.shop();
    const before = await shop.requests();
    const container = await containers.start({ env: { TARGET_HOST: 'shop:8088' } }).ready();
    await sleep(3000);
    expect(await container.web.report()).toMatchObject({ state: 'ready', user_count: 0 });
    expect(await container.recipes.report()).toMatchObject({ state: 'ready', user_count: 0 });
    expect(await shop.requests()).toBe(before);
    expect((await container.web.swarm({ user_count: 3, spawn_rate: 10 })).body.success).toBe(true);
    await until('they reach the shop', async () => (await shop.requests()) >= before + 3);
  });

  it('starts its load by LOCUST_AUTOSTART', async ({ containers }) => {
    await containers.shop();
    const size = { LOCUST_AUTOSTART: 'true', LOCUST_USERS: '4', LOCUST_SPAWN_RATE: '20' };
    const container = await containers.start({ env: { TARGET_HOST: 'http://shop:8088', ...size } }).ready();
    await until('4 users send requests', async () => {
      const { user_count, stats } = await container.web.report();
      return user_count === 4 && stats.at(-1)!.num_requests >= 4;
    });
    expect((await container.web.report()).fail_ratio).toBe(0);
  });

  it('keeps its full history on /tmp, the one folder that it may write', async ({ containers }) => {
    await containers.shop();
    const env = { TARGET_HOST: 'shop:8088', LOCUST_CSV_FULL_HISTORY: 'true', LOCUST_AUTOSTART: 'true' };
    const container = await containers.start({ env }).ready();
    await until('there is a history', async () => {
      const { status, text } = await container.web.get('/stats/requests_full_history/csv');
      return status === 200 && text.split('\n').length > 3;
    });
  });

  it('runs as compose.yaml says, with its checks of health', async ({ containers }) => {
    await containers.shop();
    const { environment = {} } = composeService('loadgenerator');
    // What Compose puts in where nobody gave a value.
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-(.*)\}/, '$1')]),
    );
    const container = await containers.start({ env }).ready();
    for (const name of ['loadgenerator', 'shop'] as const) {
      const [, ...entrypoint] = composeService(name).healthcheck.test;
      expect((await containers.start({ entrypoint }).program.ended).code, name).toBe(0);
    }
    await container.stop();
    const [, ...entrypoint] = composeService('loadgenerator').healthcheck.test;
    expect((await containers.start({ entrypoint }).program.ended).code).toBe(1);
  });
});
