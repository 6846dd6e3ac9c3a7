import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import { visitor } from './support/loads.ts';
import { lowPortsRefused } from './support/lowPorts.ts';
import { until } from './support/until.ts';

describe.concurrent('the log of a service', () => {
  it('is JSON lines on stdout, each once, the first of which says the addresses (mend 8)', async ({
    lab,
  }) => {
    const { url } = await lab.target();
    const { program, web, recipes } = await lab.serve(['--host', url]);
    await web.swarm({ user_count: 2, spawn_rate: 50 });
    await until('2 users run', async () => (await web.report()).user_count === 2);
    await web.get('/stop');
    const { code, stdout, stderr } = await program.terminate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(program.log.length);
    const [first, ...rest] = program.log;
    expect(first).toMatchObject({ severity: 'INFO', name: 'statestorm', web: web.url, recipes: recipes.url });
    expect(first!.message).toContain(web.url);
    expect(first!.message).toContain(recipes.url);
    for (const line of [first!, ...rest]) {
      expect(line).toMatchObject({
        timestamp: expect.closeTo(Date.now() / 1000, -2),
        severity: expect.stringMatching(/^(INFO|WARNING|ERROR)$/),
        name: expect.stringMatching(/^\w+$/),
        message: expect.stringMatching(/./),
      });
    }
    expect(stdout).toMatch(/"timestamp":\d{10}\.\d/);
    const messages = program.log.map(({ name, message }) => `${name}: ${message}`);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages).toContain('web: Run 1 begins: 2 users at 50 per second');
    expect(messages).toContain('web: Run 1 ended: stopped on request');
  });

  it('says on which ports it went instead where it may not bind 80 and 81', async ({ lab }) => {
    const { asked, open } = lowPortsRefused(lab);
    const program = open(['--host', 'http://127.0.0.1:9']);
    const first = await until('the ports are open', () => program.log[0]);
    expect(first.message).toMatch(
      /page and API at http:\/\/0\.0\.0\.0:\d+ \(this process may not open port 80, and --web-port was not given\)/,
    );
    expect(first.message).toMatch(
      /SRE Recipe API at http:\/\/0\.0\.0\.0:\d+ \(this process may not open port 81, and --web-port-sre-recipe was not given\)/,
    );
    expect(asked()).toEqual([80, 8089, 81, 8090]);
    expect((await program.terminate()).code).toBe(0);
  });

  it('is no JSON but an error that names the flag where port 80 was asked for and is refused', async ({
    lab,
  }) => {
    const { asked, open } = lowPortsRefused(lab);
    const { code, stdout, stderr } = await open(['--web-port', '80']).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('may not open port 80 (--web-port)');
    expect(asked()).toEqual([80]);
  });
});

describe.concurrent('a service', () => {
  for (const [flag, other] of [
    ['--web-port', '--web-port-sre-recipe'],
    ['--web-port-sre-recipe', '--web-port'],
  ] as const) {
    it(`ends with 2 and names ${flag} where its port is in use`, async ({ lab }) => {
      const { url } = await lab.target();
      const { port } = new URL(url);
      const { code, stderr } = await lab.run([flag, port, other, '0', '--web-host', '127.0.0.1']);
      expect(code).toBe(2);
      expect(stderr).toContain(`Port ${port} (${flag}) is in use`);
    });
  }

  it('comes up clean on the same ports after kill -9', async ({ lab }) => {
    const { url } = await lab.target();
    const [web, recipes] = [await freePort(), await freePort()];
    const args = ['--host', url, '--web-port', `${web}`, '--web-port-sre-recipe', `${recipes}`];
    const first = await lab.serve([...args, '--autostart', '-u', '20', '-r', '100']);
    await first.recipes.spawn('BasicHomePageViewingUser', { user_count: 5, spawn_rate: 5 });
    await until('20 users run', async () => (await first.web.report()).user_count === 20);
    first.program.signal('SIGKILL');
    await first.program.ended;

    const again = await lab.serve(args);
    expect(again.web.url).toBe(first.web.url);
    expect(await again.web.report()).toMatchObject({ state: 'ready', user_count: 0, errors: [] });
    await again.web.swarm({ user_count: 3, spawn_rate: 50 });
    await until('3 users run', async () => (await again.web.report()).user_count === 3);
    expect((await again.program.terminate()).code).toBe(0);
  });

  it('starts by itself, ends its run in time and quits with --autostart, --run-time and --autoquit', async ({
    lab,
  }) => {
    const { url } = await lab.target({ answer: (_, res) => void res.writeHead(500).end() });
    const flags = ['--autostart', '-u', '3', '-r', '50', '--run-time', '1s', '--autoquit', '1'];
    const { program, web } = await lab.serve(['--host', url, ...flags]);
    await until('the run is over', async () => (await web.report()).state === 'stopped');
    expect((await web.report()).user_count).toBe(0);
    expect((await web.get('/healthz')).status).toBe(200);
    const { code } = await program.ended;
    expect(code).toBe(1);
    expect(program.log.at(-1)).toMatchObject({
      message: expect.stringMatching(/^Final statistics: \d+ requests/),
    });
  });

  it('keeps its statistics while /swarm edits the users', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('quick.user.ts', visitor("constant('100ms')"));
    const { web } = await lab.serve(['-f', 'quick.user.ts', '--host', url]);
    await web.swarm({ user_count: 4, spawn_rate: 50 });
    await until('requests are counted', async () => (await web.total()).num_requests > 10);
    const before = (await web.total()).num_requests;
    for (const users of [10, 2]) {
      expect((await web.swarm({ user_count: users, spawn_rate: 50 })).body.success).toBe(true);
      await until(`${users} users run`, async () => {
        const { state, user_count } = await web.report();
        return state === 'running' && user_count === users;
      });
      expect((await web.total()).num_requests).toBeGreaterThanOrEqual(before);
    }
    await until('more is counted', async () => (await web.total()).num_requests > before);
    expect((await web.get('/logs')).text).not.toContain('Run 2 begins');
  });

  it('forgets its statistics with a new start after a stop', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url]);
    await web.swarm({ user_count: 9, spawn_rate: 100 });
    await until('9 users were at home', async () => (await web.total()).num_requests >= 9);
    await web.get('/stop');
    await web.swarm({ user_count: 1, spawn_rate: 1, run_time: '1s' });
    await until('the run is over', async () => (await web.report()).state === 'stopped');
    expect((await web.total()).num_requests).toBeLessThan(9);
  });

  it('keeps the statistics of both ports apart', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('visitor.user.ts', visitor("constant('100ms')"));
    const { web, recipes } = await lab.serve(['-f', 'visitor.user.ts', '--host', url]);
    await web.swarm({ user_count: 2, spawn_rate: 50 });
    await until('port 80 measures', async () => (await web.total()).num_requests > 1);
    expect(await recipes.report()).toMatchObject({ state: 'ready', user_count: 0 });
    expect((await recipes.total()).num_requests).toBe(0);
    await recipes.spawn('BasicPurchasingUser', { user_count: 3, spawn_rate: 50 });
    await until('port 81 measures', async () => (await recipes.total()).num_requests >= 9);
    const names = async (port: typeof web): Promise<string[]> =>
      (await port.report()).stats.map(({ method, name }) => `${method} ${name}`);
    expect(await names(recipes)).toEqual(['GET /', 'POST /cart', 'POST /cart/checkout', ' Aggregated']);
    expect(await names(web)).toEqual(['GET /', ' Aggregated']);
    await recipes.post('/api/stop');
    expect(await web.report()).toMatchObject({ state: 'running', user_count: 2 });
    await web.get('/stats/reset');
    expect((await recipes.total()).num_requests).toBeGreaterThanOrEqual(9);
  });
});
