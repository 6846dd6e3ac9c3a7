import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { it } from '../e2e/support/it.ts';
import type { Lab, Service } from '../e2e/support/lab.ts';
import type { Report } from '../e2e/support/port.ts';
import type { Program } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';

const NATS = '10.111.0.2';
const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });

const STEADY = `import { constant, defineUser } from 'statestorm';
export default defineUser('Steady', {
  waitTime: constant('100ms'),
  tasks: { async home({ http }) { await http.get('/'); } },
});
`;

// A network for the NATS server alone, joined to that of all others by a cable.
beforeAll(() => {
  ip('netns', 'add', 'hub');
  ip('link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'hub');
  ip('addr', 'add', '10.111.0.1/24', 'dev', 'cable');
  ip('link', 'set', 'cable', 'up');
  ip('-n', 'hub', 'addr', 'add', `${NATS}/24`, 'dev', 'eth0');
  ip('-n', 'hub', 'link', 'set', 'eth0', 'up');
  ip('-n', 'hub', 'link', 'set', 'lo', 'up');
});
afterAll(() => ip('netns', 'del', 'hub'));

const cut = (): void => ip('link', 'set', 'cable', 'down');
const heal = (): void => ip('link', 'set', 'cable', 'up');

interface FleetReport extends Report {
  readonly workers: readonly { readonly user_count: number }[];
}

const report = async ({ web }: Service): Promise<FleetReport> =>
  (await web.get<FleetReport>('/stats/requests')).body;

/** A coordinator and two workers on one side, their NATS server on the other; 20 users run. */
async function fleet(
  lab: Lab,
  host: string,
  flags: readonly string[] = [],
): Promise<Service & { workers: Program[] }> {
  // A try before this one may have ended while it was cut.
  heal();
  const port = '4222';
  lab.launch('ip', ['netns', 'exec', 'hub', 'nats-server', '-js', '-sd', lab.path('store'), '-p', port]);
  const nats = ['--nats', `nats://${NATS}:${port}`, ...flags];
  lab.write('steady.user.ts', STEADY);
  const load = ['-f', 'steady.user.ts', '--host', host, '--stop-timeout', '5'];
  const workers = [1, 2].map(() => lab.start(['--worker', ...nats, '--web-port', '0']));
  // Workers wait for the server, a coordinator does not.
  await workers[0]!.says(/Waiting for the load/);
  const service = await lab.serve(['--master', ...nats, ...load]);
  await until('both are there', async () => (await report(service)).workers.length === 2, 30_000);
  await service.web.swarm({ user_count: 20, spawn_rate: 100 });
  await until('20 users run', async () => (await report(service)).user_count === 20);
  return { ...service, workers };
}

describe('a NATS server that is cut off', () => {
  it('for 30 s: the load goes on, nobody is missed, and nothing is lost', async ({ lab }) => {
    const target = await lab.target();
    const service = await fleet(lab, target.url);
    await sleep(3000);
    cut();
    const before = target.requests;
    await sleep(30_000);
    const meanwhile = target.requests - before;
    // 20 users with a request each 0.1 s and a little.
    expect(meanwhile).toBeGreaterThan(30 * 200 * 0.8);
    heal();
    await until(
      'what was measured meanwhile has come',
      async () => (await service.web.total()).num_requests > before + meanwhile,
      30_000,
    );
    expect((await report(service)).workers.map(({ user_count }) => user_count)).toEqual([10, 10]);
    expect(service.program.log.filter(({ message }) => message.includes('is gone'))).toEqual([]);
    await service.web.get('/stop');
    await until('it is over', async () => (await report(service)).state === 'stopped', 30_000);
    expect((await service.web.total()).num_requests).toBe(target.requests);
  });

  it('for longer than the lease: all load ends within lease + 2 s, and comes back under the plan', async ({
    lab,
  }) => {
    const target = await lab.target();
    const service = await fleet(lab, target.url, ['--lease-time', '6']);
    await sleep(2000);
    cut();
    await sleep(5000);
    const inLease = target.requests;
    await sleep(3000);
    const after = target.requests;
    expect(after, 'the load went on until the lease ended').toBeGreaterThan(inLease);
    await sleep(4000);
    expect(target.requests, 'all load has ended').toBe(after);
    heal();
    await until('20 users run again', async () => target.requests > after + 100, 40_000);
    await until('they are known', async () => (await report(service)).user_count === 20, 30_000);
    await service.web.get('/stop');
    await until('it is over', async () => (await report(service)).state === 'stopped', 30_000);
    expect((await service.web.total()).num_requests).toBe(target.requests);
  });
});
