import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import type { Report } from './support/port.ts';
import { until } from './support/until.ts';

const HOME = 'BasicHomePageViewingUser';

interface FleetReport extends Report {
  readonly worker_count: number;
  readonly workers: readonly {
    readonly id: string;
    readonly state: string;
    readonly user_count: number;
    readonly cpu_usage: number;
    readonly memory_usage: number;
  }[];
}

/** The processes that this one started, as the system knows them. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s${pid}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      } catch {
        return false; // It ended while we looked.
      }
    })
    .map(Number);
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A load file whose users say who they are. */
const WHO = `import { constant, defineUser } from 'statestorm';
export default defineUser('Who', {
  waitTime: constant('100ms'),
  tasks: { async who({ http, user }) { await http.get('/' + user.index, { name: '/who' }); } },
});
`;

describe('several processes', () => {
  it('share one load: each user once, every request counted, both ends of the same number', async ({
    lab,
  }) => {
    const target = await lab.target();
    lab.write('who.user.ts', WHO);
    const { code, stdout, stderr } = await lab.run([
      ...['-f', 'who.user.ts', '--host', target.url, '--processes', '3', '--headless', '--json'],
      ...['-u', '30', '-r', '30', '-t', '4s', '--stop-timeout', '5'],
    ]);
    expect(stderr).not.toContain('ERROR');
    expect(code).toBe(0);
    const [entry] = JSON.parse(stdout) as { num_requests: number; num_failures: number }[];
    expect(entry).toMatchObject({ num_requests: target.requests, num_failures: 0 });
    expect(target.requests).toBeGreaterThan(600);
    expect([...target.received.keys()].sort()).toEqual(
      Array.from({ length: 30 }, (_, index) => `GET /${index}`).sort(),
    );
  });

  it('carry recipes as one does: spawn 10 at 5/s with stop_after, gone in time, and a second spawn (mend 3)', async ({
    lab,
  }) => {
    const target = await lab.target();
    const { recipes } = await lab.serve(['--host', target.url, '--processes', '2', '--stop-timeout', '5']);
    await recipes.spawn(HOME, { user_count: 10, spawn_rate: 5, stop_after: 5 });
    await until('10 users are alive', async () => (await recipes.userCount()) === 10, 10_000);
    const { body } = await recipes.get<FleetReport>('/stats/requests');
    expect(body.workers.map(({ id, user_count }) => [id, user_count])).toEqual([
      ['worker-1', 5],
      ['worker-2', 5],
    ]);
    expect(body.worker_count).toBe(2);
    await until('no user is left', async () => (await recipes.userCount()) === 0, 10_000);
    await until('it has stopped', async () => (await recipes.report()).state === 'stopped');
    expect((await recipes.total()).num_requests).toBe(target.requests);
    await recipes.spawn(HOME, { user_count: 4, spawn_rate: 50 });
    await until('4 users are alive', async () => (await recipes.userCount()) === 4);
    await recipes.post('/api/stop');
    expect(await recipes.userCount()).toBe(0);
  });

  it('follow edits, resets and settings of classes made while they run', async ({ lab }) => {
    const first = await lab.target();
    const second = await lab.target();
    lab.write('who.user.ts', WHO);
    const { web, program } = await lab.serve([
      '-f',
      'who.user.ts',
      '--host',
      first.url,
      '--processes',
      '2',
      '--allowed-hosts',
      new URL(second.url).host,
    ]);
    await web.swarm({ user_count: 20, spawn_rate: 40 });
    await until('20 users run', async () => (await web.report()).state === 'running');
    await until('they asked', async () => (await web.total()).num_requests > 50);
    await web.get('/stats/reset');
    const after = (await web.total()).num_requests;
    expect(after).toBeLessThan(50);
    await until('it counts on', async () => (await web.total()).num_requests > after + 20);
    const told = await web.postJson('/user', { user_class_name: 'Who', host: second.url });
    expect(told).toMatchObject({ status: 201 });
    await web.swarm({ user_count: 5, spawn_rate: 100 });
    await until(
      '5 are left',
      async () => (await web.report()).user_count === 5 && (await web.report()).state === 'running',
    );
    await web.swarm({ user_count: 9, spawn_rate: 100 });
    await until('new users go where they are told', () => second.requests > 0);
    await until('it runs on', async () => (await web.report()).state === 'running');
    const { body } = await web.get<FleetReport>('/stats/requests');
    expect(body.workers.map(({ state }) => state)).toEqual(['running', 'running']);
    expect(body.workers.every(({ memory_usage }) => memory_usage > 10_000_000)).toBe(true);
    expect((await web.get<{ worker_count: number }>('/worker-count')).body).toEqual({ worker_count: 2 });
    expect((await web.get('/')).text).toContain('worker');
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('take over from one that is killed, which is started anew and gets its share back', async ({ lab }) => {
    const target = await lab.target();
    lab.write('who.user.ts', WHO);
    const { web, program } = await lab.serve(['-f', 'who.user.ts', '--host', target.url, '--processes', '2']);
    await web.swarm({ user_count: 20, spawn_rate: 100 });
    await until('20 users run', async () => (await web.report()).state === 'running');
    const [victim] = childrenOf(program.pid);
    process.kill(victim!, 'SIGKILL');
    await until('the loss is told', () =>
      program.log.some(({ message }) => message.includes('is gone (SIGKILL)')),
    );
    await until('all users are back', async () => (await web.report()).user_count === 20);
    await until('both have their share', async () => {
      const { workers } = (await web.get<FleetReport>('/stats/requests')).body;
      return workers.length === 2 && workers.every(({ user_count }) => user_count === 10);
    });
    // 20 at first, 10 in place of those that were killed, and 10 in the process that came back.
    await until('no number was given twice', () => target.received.size === 40);
    await web.get('/stop');
    expect((await web.report()).user_count).toBe(0);
    const before = target.requests;
    await sleep(300);
    expect(target.requests).toBe(before);
  });

  it('end with the program, also where it is killed', async ({ lab }) => {
    const target = await lab.target();
    const { web, program } = await lab.serve(['--host', target.url, '--processes', '2']);
    await web.swarm({ user_count: 10, spawn_rate: 100 });
    await until('10 users run', async () => (await web.report()).user_count === 10);
    const children = childrenOf(program.pid);
    expect(children).toHaveLength(2);
    program.signal('SIGKILL');
    await until('no process is left', () => !children.some(alive));
    const before = target.requests;
    await sleep(300);
    expect(target.requests).toBe(before);
  });

  it('that cannot begin end the start, and say why', async ({ lab }) => {
    lab.write(
      'parent.user.ts',
      `import { defineUser } from 'statestorm';
if (process.send !== undefined) throw new Error('not as a child');
export default defineUser('A', { tasks: { a() {} } });
`,
    );
    const ended = await lab.run([
      '-f',
      'parent.user.ts',
      '--host',
      'shop.test',
      '--headless',
      '--processes',
      '2',
    ]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('not as a child');
    expect(ended.stderr).toContain('No process of --processes could begin');
    expect(ended.stderr.match(/Error: not as a child/g)).toHaveLength(2);
    expect(ended.stderr).toContain('it is not started any more');
    expect(ended.stderr).not.toContain('started anew');
  });
});
