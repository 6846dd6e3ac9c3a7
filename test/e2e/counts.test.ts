import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

describe.concurrent('counts meet those of the target', () => {
  it('to the hop, for 300 shoppers with cookies and redirects at an error rate of 5 %', async ({ lab }) => {
    const shop = await lab.shop(['--error-rate', '0.05']);
    const { web } = await lab.serve(['--host', shop.url, '--stop-timeout', '10', '--seed', '3']);
    await web.swarm({ user_count: 300, spawn_rate: 150 });
    await until('300 users run', async () => (await web.report()).state === 'running');
    await sleep(5000);
    await web.get('/stop');
    const [total, stats] = [await web.total(), await shop.stats()];
    expect(stats.inFlight).toBe(0);
    expect(total).toMatchObject({
      num_hops: stats.requests,
      num_aborted: 0,
      num_unsent: 0,
      num_reconnects: 0,
    });
    // Redirects are hops of their own.
    expect(total.num_requests).toBeGreaterThan(500);
    expect(total.num_hops).toBeGreaterThan(total.num_requests);
    expect(total.num_failures / total.num_hops).toBeGreaterThan(0.02);
    expect(total.num_failures / total.num_hops).toBeLessThan(0.08);

    const { stats: rows, errors } = await web.report();
    const failed = errors.reduce((sum, { occurrences }) => sum + occurrences, 0);
    expect(failed).toBe(total.num_failures);
    for (const { error } of errors)
      expect(error).toMatch(/^HTTPError\('500 Server Error: .* for url: \/.*'\)$/);
    const sum = (field: 'num_requests' | 'num_hops' | 'num_failures'): number =>
      rows.slice(0, -1).reduce((all, row) => all + row[field], 0);
    for (const field of ['num_requests', 'num_hops', 'num_failures'] as const) {
      expect(sum(field)).toBe(total[field]);
    }
    const products = rows.filter(({ name }) => name.startsWith('/product/'));
    const seen = products.reduce((all, { num_requests }) => all + num_requests, 0);
    expect(seen).toBe(stats.byRoute['GET /product/:id']);
  });

  it('without a failure where the target closes idle connections while users wait', async ({ lab }) => {
    const shop = await lab.shop(['--keep-alive', '1000']);
    lab.write(
      'waiting.user.ts',
      `import { between, defineUser } from 'statestorm';

export default defineUser('Waiting', {
  waitTime: between('500ms', '2s'),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
    async add({ http }) {
      await http.post('/cart', { form: { product_id: 'OLJCESPC7Z', quantity: 1 } });
    },
  },
});
`,
    );
    const { web } = await lab.serve(['-f', 'waiting.user.ts', '--host', shop.url, '--stop-timeout', '10']);
    await web.swarm({ user_count: 80, spawn_rate: 80 });
    await sleep(9000);
    await web.get('/stop');
    const [{ errors }, total, stats] = [await web.report(), await web.total(), await shop.stats()];
    expect(errors).toEqual([]);
    expect(total.num_requests).toBeGreaterThan(300);
    expect(total).toMatchObject({ num_failures: 0, num_aborted: 0 });
    // What was sent again may or may not have come into the target's sight the first time.
    expect(stats.requests).toBeLessThanOrEqual(total.num_hops);
    expect(stats.requests).toBeGreaterThanOrEqual(total.num_hops - total.num_reconnects);
  });
});
