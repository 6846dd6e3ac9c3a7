import { expect } from 'vitest';
import { it } from '../e2e/support/it.ts';
import type { LogLine } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';

const BUSY = `import { defineUser, constant } from 'statestorm';
export default defineUser('Busy', {
  waitTime: constant('20ms'),
  tasks: { async get({ http }) { await http.get('/'); } },
  async onStop({ http }) { await http.get('/bye'); },
});`;

function finalStatistics(log: LogLine[]): Record<string, number> {
  const line = log.findLast(({ message }) => message.startsWith('Final statistics'));
  expect(line, 'final statistics in the log').toBeDefined();
  return line as unknown as Record<string, number>;
}

it('SIGTERM during load: final statistics, exit 0, every request recorded or counted as aborted', async ({
  lab,
}) => {
  const target = await lab.target({ latency: 30 });
  const file = lab.write('busy.user.ts', BUSY);
  const { program, web } = await lab.serve(['-f', file, '--host', target.url]);
  await web.swarm({ user_count: 50, spawn_rate: 100 });
  await until('load runs', async () => (await web.total()).num_requests > 100);
  const ended = await program.terminate();
  expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
  const { num_hops, num_aborted, num_failures, num_unsent, num_requests } = finalStatistics(program.log);
  expect(num_failures).toBe(0);
  expect(num_unsent).toBe(0);
  expect(num_requests).toBe(num_hops);
  expect(num_aborted).toBeGreaterThan(0);
  expect(num_hops).toBeLessThanOrEqual(target.requests);
  expect(target.requests).toBeLessThanOrEqual(num_hops! + num_aborted!);
  // onStop always runs, and its requests are not cut off with the others.
  expect(target.received.get('GET /bye')).toBe(50);
});

it('with a stop timeout SIGTERM lets the running tasks end, and the counts are equal', async ({ lab }) => {
  const target = await lab.target({ latency: 30 });
  const file = lab.write('busy.user.ts', BUSY);
  const { program, web } = await lab.serve(['-f', file, '--host', target.url, '--stop-timeout', '5']);
  await web.swarm({ user_count: 50, spawn_rate: 100 });
  await until('load runs', async () => (await web.total()).num_requests > 100);
  const ended = await program.terminate();
  expect(ended.code).toBe(0);
  const { num_hops, num_aborted, num_failures } = finalStatistics(program.log);
  expect({ num_aborted, num_failures }).toEqual({ num_aborted: 0, num_failures: 0 });
  expect(num_hops).toBe(target.requests);
});

it('kill -9, and a start on the same ports comes up clean', async ({ lab }) => {
  const target = await lab.target();
  const first = await lab.serve(['--host', target.url]);
  await first.web.swarm({ user_count: 20, spawn_rate: 100 });
  await until('load runs', async () => (await first.web.total()).num_requests > 0);
  first.program.signal('SIGKILL');
  await first.program.ended;
  const ports = [first.web, first.recipes].map(({ url }) => new URL(url).port);
  const second = await lab.serve([
    ...['--host', target.url],
    ...['--web-port', ports[0]!, '--web-port-sre-recipe', ports[1]!],
  ]);
  expect(await second.web.report()).toMatchObject({ state: 'ready', user_count: 0, errors: [] });
  expect((await second.web.total()).num_requests).toBe(0);
  expect((await second.web.swarm({ user_count: 5, spawn_rate: 100 })).body.success).toBe(true);
  await until('load runs again', async () => (await second.web.total()).num_requests > 0);
});

it('a start that comes while the process ends is refused, and /readyz says 503', async ({ lab }) => {
  const target = await lab.target();
  const file = lab.write(
    'slow.user.ts',
    `import { defineUser, constant } from 'statestorm';
     export default defineUser('Slow', { waitTime: constant(10), tasks: { nothing() {} },
       async onStop({ sleep }) { await sleep('1500ms'); } });`,
  );
  const { program, web, recipes } = await lab.serve(['-f', file, '--host', target.url]);
  await web.swarm({ user_count: 2, spawn_rate: 100 });
  await until('they run', async () => (await web.report()).state === 'running');
  expect((await web.get('/readyz')).status).toBe(200);
  program.signal('SIGTERM');
  await until('it drains', async () => (await web.get('/readyz')).status === 503);
  expect((await web.get('/healthz')).status).toBe(200);
  expect((await web.swarm({ user_count: 5, spawn_rate: 5 })).body.success).toBe(false);
  const spawned = await recipes.spawn('BasicHomePageViewingUser', { user_count: 1, spawn_rate: 1 });
  expect(spawned.status).toBe(503);
  expect((await program.ended).code).toBe(0);
});
