import { readdirSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { REPOSITORY } from './support/program.ts';
import { until } from './support/until.ts';

const EXAMPLES = `${REPOSITORY}docs/examples/`;

describe('an example of the docs', () => {
  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.user.ts'))) {
    it(`runs against the shop without a failure: ${file}`, async ({ lab }) => {
      const shop = await lab.shop();
      const flags = [
        '--headless',
        '--host',
        shop.url,
        '-u',
        '5',
        '-r',
        '20',
        '-t',
        '3s',
        '--stop-timeout',
        '5',
      ];
      const { code, stderr, stdout } = await lab.run(['-f', EXAMPLES + file, ...flags, '--json']);
      expect(stderr).not.toContain('ERROR');
      expect(code).toBe(0);
      const entries = JSON.parse(stdout) as { num_requests: number; num_failures: number }[];
      expect(entries.reduce((sum, { num_requests }) => sum + num_requests, 0)).toBeGreaterThan(4);
      expect(entries.every(({ num_failures }) => num_failures === 0)).toBe(true);
    });
  }

  it('adds handlers to port 81', async ({ lab }) => {
    const shop = await lab.shop();
    const { recipes } = await lab.serve(['-f', `${EXAMPLES}recipe-route.user.ts`, '--host', shop.url]);
    expect((await recipes.post('/api/storm')).body).toEqual({ msg: 'The storm is coming' });
    await until('the storm is there', async () => (await recipes.userCount()) === 20);
    const { body } = await recipes.get('/api/state');
    expect(body).toMatchObject({ users: 20 });
    await recipes.post('/api/stop');
    expect(await recipes.userCount()).toBe(0);
  });

  it('has a user that recipes spawn, beside the handlers', async ({ lab }) => {
    const shop = await lab.shop();
    const { recipes } = await lab.serve(['-f', `${EXAMPLES}recipe-route.user.ts`, '--host', shop.url]);
    expect((await recipes.get('/api/users')).body).toMatchObject({
      users: expect.arrayContaining([
        { identifier: 'ImpatientVisitor', description: 'Visits the home page every second' },
      ]),
    });
    await recipes.spawn('ImpatientVisitor', { user_count: 6, spawn_rate: 50, stop_after: 60 });
    await until('they visit', async () => (await recipes.total()).num_requests >= 6);
    expect(await recipes.total()).toMatchObject({ num_failures: 0 });
    expect((await recipes.get('/api/state')).body).toMatchObject({ users: 6 });
    await recipes.post('/api/stop');
    expect((await shop.stats()).byRoute['GET /']).toBeGreaterThanOrEqual(6);
  });

  it('logs each user in once, and sends what its session holds', async ({ lab }) => {
    const shop = await lab.shop();
    const size = ['--headless', '--host', shop.url, '-u', '5', '-r', '50', '-t', '3s', '--stop-timeout', '5'];
    const { code } = await lab.run(['-f', `${EXAMPLES}login.user.ts`, ...size]);
    const { byRoute } = await shop.stats();
    expect([code, byRoute['POST /login']]).toEqual([0, 5]);
    expect(byRoute['GET /account']).toBeGreaterThan(5);
  });
});
