import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab, Service } from './support/lab.ts';
import { until } from './support/until.ts';

const HOME = 'BasicHomePageViewingUser';

const STEADY = `import { constant, defineUser } from 'statestorm';
export default defineUser('Steady', {
  waitTime: constant('100ms'),
  async onStart({ http }) { await http.get('/hello'); },
  tasks: { async home({ http }) { await http.get('/'); } },
});
`;

type OnFinished = (end: () => void) => void;

/** A NATS server of its own, which outlives coordinators. */
async function natsServer(onTestFinished: OnFinished): Promise<string> {
  return (await endingServer(onTestFinished)).url;
}

/** One that can be ended before the test is over. */
async function endingServer(onTestFinished: OnFinished): Promise<{ url: string; end: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-resume-'));
  const port = await freePort();
  const server: ChildProcess = spawn(
    'nats-server',
    ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder],
    { stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } },
  );
  const end = (): void => void server.kill('SIGKILL');
  onTestFinished(() => {
    end();
    rmSync(folder, { recursive: true, force: true });
  });
  return { url: `nats://127.0.0.1:${port}`, end };
}

interface Point {
  readonly time: number;
  readonly span: number;
}

async function chartOf({ web }: Service): Promise<readonly Point[]> {
  const { body } = await web.get<{ entries: { key: string; points: Point[] }[] }>('/stats/charts');
  return body.entries.find(({ key }) => key === '\tAggregated')?.points ?? [];
}

const chartedUntil = async (service: Service): Promise<number> => (await chartOf(service)).at(-1)?.time ?? 0;

interface Report {
  readonly state: string;
  readonly user_count: number;
  readonly worker_count: number;
}

async function coordinator(
  lab: Lab,
  nats: string,
  args: readonly string[],
  workers: number,
): Promise<Service> {
  const service = await lab.serve(['--master', '--nats', nats, ...args]);
  await until('all workers are there', async () => (await workersOf(service)) === workers, 30_000);
  return service;
}

const workersOf = async ({ web }: Service): Promise<number> =>
  (await web.get<{ worker_count: number }>('/worker-count')).body.worker_count;

const reportOf = async (port: Service['web']): Promise<Report> =>
  (await port.get<Report>('/stats/requests')).body;

describe('a coordinator that was killed and started again', { timeout: 120_000 }, () => {
  it('goes on with the same run: totals, charts and deadline, while the load never stopped', async ({
    lab,
    onTestFinished,
  }) => {
    const target = await lab.target();
    const nats = await natsServer(onTestFinished);
    lab.write('steady.user.ts', STEADY);
    const csv = ['--csv', lab.path('out/night'), '--csv-full-history'];
    const args = ['-f', 'steady.user.ts', '--host', target.url, '--stop-timeout', '5', ...csv];
    for (let each = 0; each < 2; each++) lab.start(['--worker', '--nats', nats]);
    const first = await coordinator(lab, nats, args, 2);
    await first.web.swarm({ user_count: 20, spawn_rate: 20, run_time: '25s' });
    const startedAt = Date.now();
    await until('20 users run', async () => (await reportOf(first.web)).user_count === 20);
    await sleep(4000);
    const before = (await first.web.total()).num_requests;
    await first.program.kill();
    const seenAtKill = target.requests;
    await sleep(3000);
    expect(target.requests, 'the load went on').toBeGreaterThan(seenAtKill + 300);

    const second = await coordinator(lab, nats, args, 2);
    const report = await reportOf(second.web);
    expect(report.state).toMatch(/^(spawning|running)$/);
    await until('20 users are known', async () => (await reportOf(second.web)).user_count === 20);
    expect(target.received.get('GET /hello'), 'nobody began anew').toBe(20);
    expect((await second.web.total()).num_requests).toBeGreaterThan(before + 300);
    await until('a second was charted', async () => (await chartedUntil(second)) > Date.now() - 3000);
    const points = await chartOf(second);
    expect(points[0]!.time, 'the chart begins with the run').toBeLessThan(startedAt + 3000);
    const spans = points.map(
      ({ time, span }, index) => time - span - (points[index - 1]?.time ?? time - span),
    );
    expect(Math.max(...spans), 'the chart has no gap').toBeLessThan(50);
    await until('the deadline came', async () => (await reportOf(second.web)).state === 'stopped', 30_000);
    const lasted = (Date.now() - startedAt) / 1000;
    expect(lasted).toBeGreaterThan(24);
    expect(lasted).toBeLessThan(30);
    await until(
      'all is counted',
      async () => (await second.web.total()).num_requests === target.requests,
      10_000,
    );
    const rows = (await second.web.get('/stats/requests_full_history/csv')).text.trimEnd().split('\r\n');
    const history = rows.map((row) => row.split(',')).filter(([, , , name]) => name === 'Aggregated');
    expect(Number(history[0]![0]), 'the history begins with the run').toBeLessThan(startedAt / 1000 + 3);
    expect(Number(history.at(-1)![0]), 'and goes on to its end').toBeGreaterThan(startedAt / 1000 + 22);
    expect(rows.filter((row) => row.startsWith('Timestamp'))).toHaveLength(1);
    expect(second.program.log.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Run 1 goes on: 20 users at 20 per second/),
    );
  });

  it('serves recipes on: the users, the countdown, a stop and a new spawn', async ({
    lab,
    onTestFinished,
  }) => {
    const target = await lab.target();
    const nats = await natsServer(onTestFinished);
    const args = ['--host', target.url, '--stop-timeout', '5'];
    for (let each = 0; each < 2; each++) lab.start(['--worker', '--nats', nats]);
    const first = await coordinator(lab, nats, args, 2);
    await first.recipes.spawn(HOME, { user_count: 10, spawn_rate: 10 });
    await until('10 users are alive', async () => (await first.recipes.userCount()) === 10);
    await first.program.kill();
    const second = await coordinator(lab, nats, args, 2);
    await until('10 users are known', async () => (await second.recipes.userCount()) === 10);
    await second.recipes.post('/api/stop');
    await until('nobody is left', async () => (await second.recipes.userCount()) === 0);
    expect((await second.recipes.total()).num_requests).toBe(target.requests);
    await second.recipes.spawn(HOME, { user_count: 3, spawn_rate: 10 });
    await until('3 users are alive', async () => (await second.recipes.userCount()) === 3);
  });

  it('counts on after a reset of the statistics', async ({ lab, onTestFinished }) => {
    const target = await lab.target();
    const nats = await natsServer(onTestFinished);
    lab.write('steady.user.ts', STEADY);
    const args = ['-f', 'steady.user.ts', '--host', target.url, '--stop-timeout', '5'];
    lab.start(['--worker', '--nats', nats]);
    const first = await coordinator(lab, nats, args, 1);
    await first.web.swarm({ user_count: 5, spawn_rate: 50 });
    await until('much is counted', async () => (await first.web.total()).num_requests > 150);
    const before = target.requests;
    await first.web.get('/stats/reset');
    await sleep(1500);
    await first.program.kill();
    const second = await coordinator(lab, nats, args, 1);
    await until('it counts on', async () => (await second.web.total()).num_requests > 60);
    await second.web.get('/stop');
    const { num_requests } = await second.web.total();
    expect(num_requests).toBeLessThanOrEqual(target.requests - before + 60);
    expect(num_requests).toBeGreaterThan(target.requests - before - 100);
  });

  it('goes on with the server that it starts itself, where that is given a folder', async ({ lab }) => {
    const target = await lab.target();
    lab.write('steady.user.ts', STEADY);
    const port = String(await freePort());
    const own = ['--master-bind-port', port, '--nats-folder', lab.path('held')];
    const args = [...own, '-f', 'steady.user.ts', '--host', target.url, '--stop-timeout', '5'];
    for (let each = 0; each < 2; each++) lab.start(['--worker', '--master-port', port]);
    const first = await lab.serve(['--master', ...args]);
    await until('both are there', async () => (await workersOf(first)) === 2, 30_000);
    await first.web.swarm({ user_count: 10, spawn_rate: 100 });
    await until('10 users run', async () => (await reportOf(first.web)).state === 'running');
    await sleep(3000);
    const before = (await first.web.total()).num_requests;
    await first.program.kill();
    await sleep(1000);
    const second = await lab.serve(['--master', ...args]);
    await until('both are back', async () => (await workersOf(second)) === 2, 30_000);
    await until('it goes on', async () => (await reportOf(second.web)).user_count === 10);
    await until('it counts on', async () => (await second.web.total()).num_requests > before + 50);
    await second.web.get('/stop');
    expect((await second.web.total()).num_requests).toBe(target.requests);
  });

  it('begins anew after one that ended in order', async ({ lab, onTestFinished }) => {
    const target = await lab.target();
    const nats = await natsServer(onTestFinished);
    const args = ['--host', target.url, '--stop-timeout', '5'];
    lab.start(['--worker', '--nats', nats]);
    const first = await coordinator(lab, nats, args, 1);
    await first.web.swarm({ user_count: 5, spawn_rate: 10 });
    await until('5 users run', async () => (await reportOf(first.web)).user_count === 5);
    expect((await first.program.terminate()).code).toBe(0);
    const second = await coordinator(lab, nats, args, 1);
    expect(await reportOf(second.web)).toMatchObject({ state: 'ready', user_count: 0 });
    expect((await second.web.total()).num_requests).toBe(0);
  });
});

describe('a coordinator that is there no longer', { timeout: 60_000 }, () => {
  it.for([
    ['with a run', 6],
    ['without one', 0],
  ] as const)(
    'steps down at once for another one, %s: the load goes on, and its exit code says so',
    async ([, users], { lab, onTestFinished }) => {
      const target = await lab.target();
      const nats = await natsServer(onTestFinished);
      lab.write('steady.user.ts', STEADY);
      const args = ['-f', 'steady.user.ts', '--host', target.url, '--stop-timeout', '5'];
      lab.start(['--worker', '--nats', nats]);
      const first = await coordinator(lab, nats, args, 1);
      if (users > 0) {
        await first.web.swarm({ user_count: users, spawn_rate: 50 });
        await until('they run', async () => (await reportOf(first.web)).state === 'running');
        await sleep(1500);
      }
      const second = await coordinator(lab, nats, args, 1);
      const since = performance.now();
      const { code, stdout } = await first.program.ended;
      expect(code).toBe(3);
      expect(performance.now() - since, 'it waits for nobody').toBeLessThan(6000);
      expect(stdout).toContain('Another coordinator has taken over this fleet');
      expect(stdout).not.toContain('did not end within');
      await until('all are known', async () => (await reportOf(second.web)).user_count === users);
      expect(target.received.get('GET /hello') ?? 0, 'nobody began anew').toBe(users);
      const before = target.requests;
      await sleep(1000);
      if (users > 0) expect(target.requests).toBeGreaterThan(before + 20);
      await second.web.swarm({ user_count: 3, spawn_rate: 50 });
      await until('it decides', async () => (await reportOf(second.web)).user_count === 3);
      // What it keeps is its own from then on.
      await sleep(3000);
      await second.program.kill();
      const third = await coordinator(lab, nats, args, 1);
      await until('a third goes on', async () => (await reportOf(third.web)).user_count === 3);
      expect((await third.web.total()).num_requests).toBeGreaterThan(20);
    },
  );

  it('ends in time when it is told to, though its NATS server is gone', async ({ lab, onTestFinished }) => {
    const target = await lab.target();
    const { url, end } = await endingServer(onTestFinished);
    lab.write('steady.user.ts', STEADY);
    lab.start(['--worker', '--nats', url]);
    const { web, program } = await coordinator(lab, url, ['-f', 'steady.user.ts', '--host', target.url], 1);
    await web.swarm({ user_count: 3, spawn_rate: 50 });
    await until('3 users run', async () => (await reportOf(web)).user_count === 3);
    end();
    await program.says(/out of reach/);
    const since = performance.now();
    const { code } = await program.terminate();
    expect(code).toBe(0);
    // Users have 10 s to end, and what is said last 5.
    expect(performance.now() - since).toBeLessThan(22_000);
  });
});
