import { describe, expect } from 'vitest';
import { until } from '../e2e/support/until.ts';
import { gracePeriod } from './support/deployed.ts';
import { it } from './support/it.ts';

const RUNNING = {
  TARGET_HOST: 'shop:8088',
  LOCUST_AUTOSTART: 'true',
  LOCUST_USERS: '20',
  LOCUST_SPAWN_RATE: '100',
};

describe('SIGTERM to a container', () => {
  it('ends a load in order, within the grace period, with final statistics in the log', async ({
    containers,
  }) => {
    await containers.shop();
    const container = await containers.start({ env: { ...RUNNING, LOCUST_STOP_TIMEOUT: '10' } }).ready();
    await until('20 users have sent requests', async () => {
      const { user_count, stats } = await container.web.report();
      return user_count === 20 && stats.at(-1)!.num_requests >= 20;
    });
    const { body } = await container.recipes.spawn('BasicHomePageViewingUser', {
      user_count: 10,
      spawn_rate: 50,
    });
    expect(body.err).toBe(undefined);
    await until('10 more do', async () => (await container.recipes.total()).num_requests >= 10);
    const asked = performance.now();
    const { code, stderr } = await container.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(performance.now() - asked).toBeLessThan(gracePeriod());
    const final = container.program.log.filter(({ message }) => message.startsWith('Final statistics'));
    expect(final.map(({ name }) => name)).toEqual(['web', 'recipes']);
    for (const line of final) {
      expect(line).toMatchObject({
        severity: 'INFO',
        timestamp: expect.any(Number),
        num_failures: 0,
        num_aborted: 0,
      });
      expect(line.num_requests).toBeGreaterThanOrEqual(10);
    }
  });

  it('is answered with 503 by /readyz and 200 by /healthz until the last user has left', async ({
    containers,
  }) => {
    await containers.shop();
    containers.lab.write(
      'load/slow.user.ts',
      `import { constant, defineUser } from 'statestorm';
export default defineUser('SlowToLeave', {
  waitTime: constant('100ms'),
  tasks: { async home({ http }) { await http.get('/'); } },
  async onStop({ sleep }) { await sleep('3s'); },
});
`,
    );
    const container = await containers.start({ env: RUNNING, args: ['-f', 'slow.user.ts'] }).ready();
    await until('20 users run', async () => (await container.web.report()).user_count === 20);
    container.signal();
    await until('it drains', async () => (await container.web.get('/readyz')).status === 503);
    for (const port of [container.web, container.recipes]) {
      expect(await port.get('/readyz')).toMatchObject({ status: 503, text: 'draining' });
      expect(await port.get('/healthz')).toMatchObject({ status: 200, text: 'ok' });
    }
    expect((await container.program.ended).code).toBe(0);
  });

  it('ends one that has never run a load at once', async ({ containers }) => {
    const container = await containers.start({ env: { TARGET_HOST: 'shop:8088' } }).ready();
    expect((await container.stop()).code).toBe(0);
  });
});
