import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

describe('1,000 users of which 10 % crash at random', () => {
  it('are 1,000 again, and what they did is counted', async ({ lab }) => {
    const shop = await lab.shop();
    lab.write(
      'crashing.user.ts',
      `import { between, defineUser } from 'statestorm';

export default defineUser('Crashing', {
  waitTime: between('2s', '4s'),
  async onStart({ http, random }) {
    await http.get('/');
    if (random.next() < 0.1) throw new Error('no luck');
  },
  tasks: {
    async cart({ http }) {
      await http.get('/cart');
    },
  },
});
`,
    );
    // With this seed the last crash comes early: each round of replacements waits twice as long as the last.
    const flags = ['--host', shop.url, '--stop-timeout', '10', '--seed', '1828'];
    const { program, web } = await lab.serve(['-f', 'crashing.user.ts', ...flags]);
    await web.swarm({ user_count: 1000, spawn_rate: 500 });
    await until(
      'all 1,000 are there',
      async () => {
        const { state, user_count, num_crashed } = await web.report();
        return state === 'running' && user_count === 1000 && num_crashed > 50;
      },
      40_000,
    );
    await sleep(3000);
    const { user_count, num_crashed, state } = await web.report();
    expect({ user_count, state }).toEqual({ user_count: 1000, state: 'running' });
    expect(num_crashed).toBeGreaterThan(60);
    expect(num_crashed).toBeLessThan(170);

    await web.get('/stop');
    const [total, stats] = [await web.total(), await shop.stats()];
    expect(total).toMatchObject({ num_hops: stats.requests, num_failures: 0, num_aborted: 0 });
    expect(stats.byRoute['GET /']).toBe(1000 + num_crashed);
    const { exceptions } = (await web.get<{ exceptions: { count: number; msg: string }[] }>('/exceptions'))
      .body;
    expect(exceptions).toMatchObject([{ count: num_crashed, msg: 'Error: no luck' }]);
    expect(program.log.filter(({ message }) => message.includes('no luck'))).toHaveLength(1);
    expect(program.log.some(({ message }) => message.includes('no longer replaced'))).toBe(false);
  }, 60_000);
});
