import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import type { Service } from './support/lab.ts';
import { visitor } from './support/loads.ts';
import type { Program } from './support/program.ts';
import { until } from './support/until.ts';

/** What the log says last of a test's run. */
function finalStatistics(program: Program, name = 'web'): Record<string, number> {
  const line = program.log.find((each) => each.name === name && each.message.startsWith('Final statistics'));
  if (!line) throw new Error(`There are no final statistics of ${name}:\n${program.printed}`);
  return line as object as Record<string, number>;
}

async function loaded({ web }: Service, users: number): Promise<void> {
  await until(`${users} users send requests`, async () => {
    const { user_count, stats } = await web.report();
    return user_count === users && stats.at(-1)!.num_requests > users;
  });
}

describe.concurrent('SIGTERM during a load', () => {
  const size = ['--autostart', '-u', '40', '-r', '200'];

  it('ends with the final statistics and 0, with every request recorded or counted as aborted (mend 8)', async ({
    lab,
  }) => {
    const target = await lab.target({
      answer: (req, res) => void setTimeout(() => res.end(), req.url === '/slow' ? 30_000 : 50),
    });
    lab.write(
      'half.user.ts',
      `import { constant, defineUser } from 'statestorm';

export default defineUser('Half', {
  waitTime: constant('20ms'),
  tasks: {
    async visit({ http, user }) {
      await http.get(user.index % 2 === 0 ? '/' : '/slow');
    },
  },
});
`,
    );
    const service = await lab.serve(['-f', 'half.user.ts', '--host', target.url, ...size]);
    await loaded(service, 40);
    await until('half of them wait', () => target.received.get('GET /slow') === 20);
    const { code, stderr } = await service.program.terminate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const counted = finalStatistics(service.program);
    expect(counted).toMatchObject({ num_failures: 0, num_unsent: 0 });
    expect(counted.num_aborted).toBeGreaterThanOrEqual(20);
    expect(counted.num_hops).toBeLessThanOrEqual(target.requests);
    expect(target.requests).toBeLessThanOrEqual(counted.num_hops! + counted.num_aborted!);
    expect(service.program.log.some(({ message }) => message === 'SIGTERM: stopping')).toBe(true);
  });

  it('lets users finish with --stop-timeout, so that the counts are the target’s exactly', async ({
    lab,
  }) => {
    const target = await lab.target({ latency: 100 });
    lab.write('busy.user.ts', visitor("constant('20ms')"));
    const timeout = ['--stop-timeout', '10'];
    const service = await lab.serve(['-f', 'busy.user.ts', '--host', target.url, ...size, ...timeout]);
    await loaded(service, 40);
    expect((await service.program.terminate()).code).toBe(0);
    expect(finalStatistics(service.program)).toMatchObject({
      num_requests: target.requests,
      num_hops: target.requests,
      num_failures: 0,
      num_aborted: 0,
      num_reconnects: 0,
    });
  });

  it('waits for the request of each user’s onStop, on both ports', async ({ lab }) => {
    const target = await lab.target({ latency: 50 });
    const leaving =
      "async onStop({ http, user }) { await http.post('/bye', { query: { user: user.id } }); },";
    lab.write('leaving.user.ts', visitor("constant('50ms')", leaving));
    const service = await lab.serve(['-f', 'leaving.user.ts', '--host', target.url, ...size]);
    await service.recipes.spawn('BasicHomePageViewingUser', { user_count: 2, spawn_rate: 100 });
    await loaded(service, 40);
    expect((await service.program.terminate()).code).toBe(0);
    const byes = [...target.received].filter(([key]) => key.startsWith('POST /bye?user=Visitor-'));
    expect(byes).toHaveLength(40);
    expect(byes.every(([, times]) => times === 1)).toBe(true);
    expect(finalStatistics(service.program, 'recipes').num_requests).toBeGreaterThanOrEqual(1);
  });

  it('and the end of whoever reads its output end it in order alike', async ({ lab }) => {
    const target = await lab.target({ latency: 50 });
    const leaving = "async onStop({ http }) { await http.post('/bye'); },";
    lab.write('leaving.user.ts', visitor("constant('50ms')", leaving));
    const service = await lab.serve(['-f', 'leaving.user.ts', '--host', target.url, ...size]);
    await loaded(service, 40);
    service.program.hangUp();
    await service.recipes.spawn('BasicHomePageViewingUser', { user_count: 1, spawn_rate: 1 });
    const { code, stderr } = await service.program.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(target.received.get('POST /bye')).toBe(40);
  });

  it('drains while users leave, and ends at once by a second signal', async ({ lab }) => {
    const target = await lab.target();
    lab.write('stuck.user.ts', visitor("constant('50ms')", 'onStop: () => new Promise(() => {}),'));
    const service = await lab.serve(['-f', 'stuck.user.ts', '--host', target.url, ...size]);
    await loaded(service, 40);
    const { program, web } = service;
    program.signal('SIGTERM');
    await until('it stops', async () => (await web.report()).state === 'stopping');
    expect(await web.get('/readyz')).toMatchObject({ status: 503, text: 'draining' });
    program.signal('SIGTERM');
    expect((await program.ended).code).toBe(130);
  });
});
