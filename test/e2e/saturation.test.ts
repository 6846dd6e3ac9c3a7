import { expect } from 'vitest';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

/** Users with a pause whose module holds the thread for 40 ms in every 100. */
const HELD_UP = `import { constant, defineUser } from 'statestorm';
setInterval(() => {
  const end = performance.now() + 40;
  while (performance.now() < end);
}, 100);
export default defineUser('HeldUp', {
  waitTime: constant('50ms'),
  tasks: { async ask({ http }) { await http.get('/'); } },
});
`;

it('says that its numbers are its own slowness where users’ code holds the thread, though the core is not used up', {
  timeout: 60_000,
}, async ({ lab }) => {
  const target = await lab.target({ latency: 5 });
  lab.write('held.user.ts', HELD_UP);
  const { web, program } = await lab.serve(['-f', 'held.user.ts', '--host', target.url]);
  await web.swarm({ user_count: 5, spawn_rate: 50 });
  const saturated = async (): Promise<boolean> =>
    (await web.get<{ saturated: boolean }>('/stats/requests')).body.saturated;
  await until('the flag is up', saturated, 20_000);
  expect(program.log.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^This process is saturated: it measures its own slowness/),
  );
  expect((await web.get('/metrics')).text).toMatch(/^statestorm_saturated\{test="web"\} 1$/m);
  await web.get('/stop');
  expect((await web.get('/stats/report')).text).toMatch(
    /The load generator was saturated for \d+ s, first at/,
  );
});
