import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab, Service } from './support/lab.ts';
import { listens } from './support/listens.ts';
import type { Report } from './support/port.ts';
import type { Program } from './support/program.ts';
import { until } from './support/until.ts';

const HOME = 'BasicHomePageViewingUser';

interface FleetReport extends Report {
  readonly worker_count: number;
  readonly num_unconfirmed?: number;
  readonly workers: readonly { readonly id: string; readonly state: string; readonly user_count: number }[];
}

interface Fleet extends Service {
  readonly port: number;
  readonly workers: Program[];
}

/** A coordinator with its own server, and workers that have joined it. */
async function fleetOf(lab: Lab, workers: number, args: readonly string[]): Promise<Fleet> {
  const port = await freePort();
  const bind = ['--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', String(port)];
  const service = await lab.serve([...bind, ...args]);
  const started = Array.from({ length: workers }, () => joins(lab, port, args));
  await until(
    'all workers are there',
    async () =>
      (await service.web.get<{ worker_count: number }>('/worker-count')).body.worker_count === workers,
    30_000,
  );
  return { ...service, port, workers: started };
}

function joins(lab: Lab, port: number, args: readonly string[]): Program {
  const probes = args.includes('--web-port') ? ['--web-port', '0'] : [];
  return lab.start(['--worker', '--master-port', String(port), ...probes]);
}

const WHO = `import { constant, defineUser } from 'statestorm';
export default defineUser('Who', {
  waitTime: constant('100ms'),
  tasks: { async who({ http, user }) { await http.get('/' + user.index, { name: '/who' }); } },
});
`;

/** Where a worker answers probes, if it does. */
function probesOf(worker: Program): string | undefined {
  const ready = worker.log.find(({ message }) => message.includes('probes at '));
  return ready && `http://127.0.0.1:${/:(\d+)$/.exec(ready.message)?.[1]}`;
}

const report = async (port: Service['web']): Promise<FleetReport> =>
  (await port.get<FleetReport>('/stats/requests')).body;

describe('a fleet on NATS', { timeout: 90_000 }, () => {
  it('carries recipes: spawn 10 at 5/s with stop_after 20, all there, all gone, and a second spawn (mend 3)', async ({
    lab,
  }) => {
    let sessions = 0;
    const target = await lab.target({
      answer(req, res) {
        if (req.headers.cookie === undefined) res.setHeader('Set-Cookie', `session=${++sessions}; Path=/`);
        res.end('well');
      },
    });
    const { recipes } = await fleetOf(lab, 2, ['--host', target.url, '--stop-timeout', '5']);
    const spawned = performance.now();
    await recipes.spawn(HOME, { user_count: 10, spawn_rate: 5, stop_after: 20 });
    await until('10 users are alive', async () => (await recipes.userCount()) === 10, 10_000);
    expect((await report(recipes)).workers.map(({ user_count }) => user_count)).toEqual([5, 5]);
    await sleep(spawned + 25_000 - performance.now());
    expect(await recipes.userCount()).toBe(0);
    expect((await recipes.report()).state).toBe('stopped');
    expect(sessions, 'each user was one session of the target').toBe(10);
    const { num_requests } = await recipes.total();
    expect(num_requests).toBe(target.requests);
    await recipes.spawn(HOME, { user_count: 4, spawn_rate: 50 });
    await until('4 users are alive', async () => (await recipes.userCount()) === 4);
    await recipes.post('/api/stop');
    expect(await recipes.userCount()).toBe(0);
  });

  it('keeps to the plan while workers come, leave in order and are killed, and counts what they measured', async ({
    lab,
  }) => {
    const target = await lab.target();
    lab.write('who.user.ts', WHO);
    const args = ['-f', 'who.user.ts', '--host', target.url, '--stop-timeout', '5'];
    const { web, program, port, workers } = await fleetOf(lab, 2, args);
    await web.swarm({ user_count: 40, spawn_rate: 40 });
    await until('40 users run', async () => (await web.report()).user_count === 40);
    const third = joins(lab, port, [...args, '--web-port', '0']);
    const probes = await until('the third has a port for its probes', () => probesOf(third), 30_000);
    expect((await fetch(`${probes}/healthz`)).status).toBe(200);
    await until('it is ready', async () => (await fetch(`${probes}/readyz`)).status === 200);
    await until(
      'the third has its share',
      async () => {
        const counts = (await report(web)).workers.map(({ user_count }) => user_count);
        return counts.length === 3 && counts.every((each) => each === 13 || each === 14);
      },
      30_000,
    );
    const metrics = await (await fetch(`${probes}/metrics`)).text();
    expect(metrics).toMatch(/^statestorm_users\{[^}]*test="web"[^}]*\} 1[34]$/m);
    workers[0]!.signal('SIGTERM');
    expect(await workers[0]!.ended).toMatchObject({ code: 0 });
    await until('two carry it', async () => {
      const counts = (await report(web)).workers.map(({ user_count }) => user_count);
      return counts.length === 2 && counts.every((each) => each === 20);
    });
    await web.swarm({ user_count: 20, spawn_rate: 100 });
    await until('20 users run', async () => (await web.report()).user_count === 20);
    // All who are left end in order: the totals are the target's count.
    await web.get('/stop');
    const { num_requests } = await web.total();
    expect(num_requests).toBe(target.requests);

    await web.swarm({ user_count: 20, spawn_rate: 100 });
    await until('20 users run again', async () => (await web.report()).user_count === 20);
    workers[1]!.signal('SIGKILL');
    await until('the loss is told', () =>
      program.log.some(({ message }) => message.includes('not heard for 3.5 s')),
    );
    await until('one carries it', async () => {
      const { workers: rows } = await report(web);
      return rows.length === 1 && rows[0]!.user_count === 20;
    });
    expect((await report(web)).num_unconfirmed, 'the lost one may still run').toBe(10);
    const { text } = await web.get('/stats/report');
    expect(text).toMatch(/The worker \S+ was lost at \S+ with 10 users: .+ may be missing/);
  });

  it('ends its load by itself where its coordinator is gone for longer than the lease', async ({ lab }) => {
    const target = await lab.target();
    const { web, program, workers, port } = await fleetOf(lab, 1, [
      '--host',
      target.url,
      '--lease-time',
      '3',
    ]);
    await web.swarm({ user_count: 5, spawn_rate: 50 });
    await until('5 users run', async () => (await web.report()).user_count === 5);
    program.signal('SIGKILL');
    await until('the worker says so', () =>
      workers[0]!.log.some(({ message }) => message.includes('No word of the coordinator for 3 s')),
    );
    await sleep(500);
    const before = target.requests;
    await sleep(1500);
    expect(target.requests).toBe(before);
    expect(workers[0]!.running).toBe(true);
    // The server that the coordinator had started is gone with it.
    await expect.poll(() => listens(port), { timeout: 5000 }).toBe(false);
  });

  it('goes on through a restart of the server, and loses nothing', async ({ lab }) => {
    const target = await lab.target();
    const port = await freePort();
    lab.write('who.user.ts', WHO);
    const serve = (): Program =>
      lab.launch('nats-server', ['-js', '-sd', lab.path('nats'), '-a', '127.0.0.1', '-p', String(port)], {
        env: { PATH: `${process.env.PATH}:/usr/sbin` },
      });
    const nats = ['--nats', `nats://127.0.0.1:${port}`, '-f', 'who.user.ts'];
    const first = serve();
    await until('the server is there', () => listens(port));
    const { web, program } = await lab.serve([
      '--master',
      ...nats,
      '--host',
      target.url,
      '--stop-timeout',
      '5',
    ]);
    for (let worker = 0; worker < 2; worker++)
      lab.start(['--worker', ...nats.slice(0, 2), '--web-port', '0']);
    await until('two workers are there', async () => (await report(web)).worker_count === 2, 30_000);
    await web.swarm({ user_count: 20, spawn_rate: 100 });
    await until('20 users run', async () => (await web.report()).state === 'running');
    first.signal('SIGKILL');
    await first.ended;
    const cut = target.requests;
    // Longer than a worker may be silent otherwise.
    await sleep(6000);
    expect(target.requests).toBeGreaterThan(cut + 200);
    serve();
    await until('the server is back', () =>
      program.log.some(({ message }) => message === 'The NATS server is back'),
    );
    await until('both are heard', async () =>
      (await report(web)).workers.every(({ user_count }) => user_count === 10),
    );
    await until(
      'what was measured meanwhile has come',
      async () => (await web.total()).num_requests > cut + 200,
    );
    expect(await web.report()).toMatchObject({ state: 'running', user_count: 20 });
    expect(program.log.filter(({ message }) => message.includes('is gone'))).toEqual([]);
    await web.get('/stop');
    const { num_requests } = await web.total();
    expect(num_requests).toBe(target.requests);
  });

  it('begins no load while no worker is there, and says how to start one', async ({ lab }) => {
    const port = await freePort();
    const bind = ['--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', String(port)];
    const { web, recipes } = await lab.serve([...bind, '--host', 'http://127.0.0.1:1']);
    const size = { user_count: 2, spawn_rate: 10 };
    const how = `--worker --master-host <this machine> --master-port ${port}`;
    const refused = await web.swarm(size);
    expect(refused).toMatchObject({ status: 200, body: { success: false } });
    expect(refused.body.message).toContain(how);
    const spawned = await recipes.spawn(HOME, size);
    expect(spawned.status).toBe(503);
    expect(spawned.body).toEqual({ err: expect.stringContaining(how) });
    expect((await web.report()).state).toBe('ready');
    joins(lab, port, []);
    await until('a worker is there', async () => (await report(web)).worker_count === 1, 30_000);
    expect((await web.swarm(size)).body.success).toBe(true);
    expect((await recipes.spawn(HOME, size)).status).toBe(200);
  });

  it('waits for as many workers as are expected, and no longer than told', async ({ lab }) => {
    const target = await lab.target();
    const port = await freePort();
    const args = ['--master', '--master-bind-port', String(port), '--master-bind-host', '127.0.0.1'];
    const run = ['--headless', '--host', target.url, '-u', '4', '-r', '50', '-t', '2s', '--json'];
    const alone = await lab.run([...args, ...run, '--expect-workers-max-wait', '1']);
    expect(alone).toMatchObject({ code: 2 });
    expect(alone.stderr).toContain('0 of 1 workers came within 1 s');
    const master = lab.start([...args, ...run, '--expect-workers', '1', '--stop-timeout', '5']);
    joins(lab, port, []);
    const { code, stdout } = await master.ended;
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { num_requests: number; num_aborted?: number }[];
    expect(rows.reduce((sum, { num_requests }) => sum + num_requests, 0)).toBeGreaterThan(3);
  });

  it('says what to install where there is no nats-server', async ({ lab }) => {
    const { code, stderr } = await lab.run(['--master', '--host', 'shop.test', '--headless'], {
      env: { PATH: '/nowhere' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('there is no nats-server on the PATH');
    expect(stderr).toContain('apt-get install nats-server');
  });
});
