import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import { Port } from './support/port.ts';
import { until } from './support/until.ts';

/** A load whose hooks say what they hear. */
const LOAD = `import { constant, defineHooks, defineUser } from 'statestorm';
export default defineUser('Who', {
  waitTime: constant('100ms'),
  tasks: { async who({ http }) { await http.get('/'); } },
});
const say = (what) => () => console.error('HOOK ' + what);
export const hooks = defineHooks((events) => {
  for (const event of ['testStart', 'testStop']) events.on(event, say(event));
});
`;

async function loadOf(lab: Lab) {
  const target = await lab.target();
  const port = String(await freePort());
  lab.write('who.user.ts', LOAD);
  const args = ['--master', '--master-bind-port', port, '-f', 'who.user.ts', '--host', target.url];
  const load = ['-u', '4', '-r', '50', '-t', '2s', '--expect-workers', '2', '--stop-timeout', '5'];
  const joins = () => lab.start(['--worker', '--master-port', port, '--web-port', '0']);
  return { target, args: [...args, ...load], joins };
}

const workersOf = async (port: Port): Promise<number> =>
  (await port.get<{ worker_count: number }>('/worker-count')).body.worker_count;

describe('a master that waits for workers', { timeout: 60_000 }, () => {
  it('answers on both ports meanwhile, is ready once they are there, and begins then', async ({ lab }) => {
    const { target, args, joins } = await loadOf(lab);
    const { web, recipes, program } = await lab.serve([...args, '--autostart', '--autoquit', '1']);
    await program.says(/Waiting for 2 workers: page and API at http/);
    for (const port of [web, recipes]) {
      expect((await port.get('/healthz')).status).toBe(200);
      expect(await port.get('/readyz')).toMatchObject({ status: 503, text: 'not ready' });
      expect(await workersOf(port)).toBe(0);
    }
    joins();
    await until('one of them is there', async () => (await workersOf(web)) === 1, 30_000);
    expect((await web.get('/readyz')).status).toBe(503);
    expect(target.requests).toBe(0);
    joins();
    await until('it is ready', async () => (await web.get('/readyz')).status === 200, 30_000);
    expect((await recipes.get('/readyz')).status).toBe(200);
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(target.requests).toBeGreaterThan(4);
    expect(program.stderr).toContain('HOOK testStart');
    const said = program.log.map(({ message }) => message);
    const order = ['Waiting for 2 workers', 'Statestorm is ready', 'Run 1 begins', 'Run 1 ended'];
    expect(order.map((each) => said.findIndex((line) => line.startsWith(each)))).toEqual(
      order.map((each) => said.findIndex((line) => line.startsWith(each))).toSorted((a, b) => a - b),
    );
  });

  it('ends in order by a signal meanwhile: no run has begun, and no hook has heard of one', async ({
    lab,
  }) => {
    const { args } = await loadOf(lab);
    const { program } = await lab.serve([...args, '--autostart']);
    await program.says(/Waiting for 2 workers/);
    const { code, stdout, stderr } = await program.terminate();
    expect(code).toBe(0);
    expect(stdout).toContain('SIGTERM: stopping');
    expect(stdout).not.toMatch(/Run 1|Final statistics|ERROR/);
    expect(stderr).not.toContain('HOOK');
  });

  it('does both without port 80, too', async ({ lab }) => {
    const { args } = await loadOf(lab);
    const ports = ['--web-host-sre-recipe', '127.0.0.1', '--web-port-sre-recipe', '0'];
    const program = lab.start([...args, '--headless', ...ports]);
    const [, url] = await program.says(/Waiting for 2 workers: SRE Recipe API at (http\S+)/);
    const recipes = new Port(String(url));
    expect((await recipes.get('/healthz')).status).toBe(200);
    expect((await recipes.get('/readyz')).status).toBe(503);
    expect(await workersOf(recipes)).toBe(0);
    const { code, stdout, stderr } = await program.terminate();
    expect(code).toBe(0);
    expect(stderr).toContain('SIGTERM: stopping');
    expect(stderr).not.toMatch(/Run 1|ERROR|HOOK/);
    expect(stdout, 'nothing was measured').toBe('');
  });

  it('ends with 2 where they do not come in time, and closes what it opened', async ({ lab }) => {
    const { args } = await loadOf(lab);
    const { program } = await lab.serve([...args, '--autostart', '--expect-workers-max-wait', '1']);
    const { code, stderr } = await program.ended;
    expect(code).toBe(2);
    expect(stderr).toContain('0 of 2 workers came within 1 s');
  });
});
