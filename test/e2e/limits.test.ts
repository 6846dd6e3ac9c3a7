import { expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

it('users that always crash are given up within a budget, and the run says so and goes on', async ({
  lab,
}) => {
  const target = await lab.target();
  const file = lab.write(
    'doomed.user.ts',
    `import { constant, defineUser } from 'statestorm';
     export const Doomed = defineUser('Doomed', { onStart() { throw new Error('no'); }, tasks: { a() {} } });
     export const Fine = defineUser('Fine', { waitTime: constant('100ms'),
       tasks: { async a({ http }) { await http.get('/'); } } });`,
  );
  const { program, web } = await lab.serve(['-f', file, '--host', target.url]);
  await web.swarm({ user_count: 20, spawn_rate: 100 });
  await until('it gives up', () =>
    program.log.some(({ severity, message }) => severity === 'ERROR' && /no longer replaced/.test(message)),
  );
  const { user_count, num_crashed, state } = await web.report();
  expect({ user_count, state }).toEqual({ user_count: 10, state: 'running' });
  expect(num_crashed).toBeGreaterThan(20);
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
