import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import { Lab, type Service } from './support/lab.ts';
import { until } from './support/until.ts';

const SHOP = `import { constant, defineOptions, defineUser, readCsv } from 'statestorm';
import { pathOf } from './lib/paths.ts';
import { suffix } from 'of-npm';
const people = readCsv(new URL('people.csv', import.meta.url));
export const words = defineOptions({ greeting: { type: 'text', default: 'hello' }, apiKey: { type: 'text', secret: true } });
export default defineUser('Shopper', {
  waitTime: constant('100ms'),
  tasks: {
    async greet({ http, options }) {
      const { greeting, apiKey } = options(words);
      await http.get(pathOf(people[0].name) + suffix + '/' + greeting + '/' + (apiKey ?? 'open'), { name: '/greet' });
      throw new Error('after the greeting');
    },
  },
});
export const Recipe = defineUser('Recipe', {
  recipe: 'greeter', description: 'Greets.', waitTime: constant('100ms'),
  tasks: { async greet({ http }) { await http.get('/recipe'); } },
});
`;

const FILES = {
  'load/shop.user.ts': SHOP,
  'load/lib/paths.ts': `export const pathOf = (name: string): string => '/' + name;`,
  'load/people.csv': 'name\nAda\n',
  'load/node_modules/of-npm/package.json': '{"name":"of-npm","version":"1.0.0","main":"m.js"}',
  'load/node_modules/of-npm/m.js': `exports.suffix = '-of-npm';`,
};

function writeAll(lab: Lab, files: Readonly<Record<string, string>> = FILES): void {
  for (const [path, text] of Object.entries(files)) lab.write(path, text);
}

const joined = (web: Service['web'], workers: number): Promise<unknown> =>
  until(
    `${workers} workers are there`,
    async () => (await web.get<{ worker_count: number }>('/worker-count')).body.worker_count === workers,
    30_000,
  );

describe('load files of a coordinator', { timeout: 90_000 }, () => {
  it('run on workers that have no copy of them, with what they import and read', async ({ lab }) => {
    const target = await lab.target();
    writeAll(lab);
    const port = await freePort();
    const bind = ['--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', String(port)];
    const own = ['-f', 'load', '--host', target.url, '--stop-timeout', '5', '--greeting', 'moin'];
    const { web, recipes } = await lab.serve([...bind, ...own]);
    const elsewhere = new Lab();
    try {
      // Locust's word for it is taken too.
      const plain = elsewhere.start(['--worker', '--master-port', String(port)]);
      const asked = elsewhere.start(['--worker', '--master-port', String(port), '-f', '-', '--task', 'step']);
      await joined(web, 2);
      await web.swarm({ user_count: 4, spawn_rate: 100 });
      await until('all of them greet', async () => (await web.total()).num_requests >= 20);
      await recipes.spawn('greeter', { user_count: 2, spawn_rate: 10 });
      await until('recipes run too', async () => (await recipes.total()).num_requests >= 4);
      await web.get('/stop');
      await recipes.post('/api/stop');
      await until('both are over', async () => (await web.report()).state === 'stopped');
      const told = (await web.total()).num_requests + (await recipes.total()).num_requests;
      expect(target.requests).toBe(told);
      expect([...target.received.keys()].sort()).toEqual(['GET /Ada-of-npm/moin/open', 'GET /recipe']);
      const { exceptions } = (
        await web.get<{ exceptions: { traceback: string; nodes: string }[] }>('/exceptions')
      ).body;
      // The line of the source, as its author knows it: what two workers throw is one row.
      expect(exceptions).toHaveLength(1);
      expect(exceptions[0]?.traceback).toMatch(/[( ]shop\.user\.ts:12:/);
      expect(exceptions[0]?.nodes.split(', ')).toHaveLength(2);
      expect(await plain.terminate()).toMatchObject({ code: 0 });
      expect(await asked.terminate()).toMatchObject({ code: 0 });
    } finally {
      await elsewhere.close();
    }
  });

  it('follow a coordinator that comes with other ones, and are told of by who cannot run them', async ({
    lab,
  }) => {
    const target = await lab.target();
    const server = await freePort();
    lab.launch('nats-server', ['-js', '-sd', lab.path('store'), '-a', '127.0.0.1', '-p', String(server)]);
    const url = `nats://127.0.0.1:${server}`;
    const load = (path: string): string => `import { constant, defineUser } from 'statestorm';
      export default defineUser('One', { waitTime: constant('100ms'),
        tasks: { async one({ http }) { await http.get('${path}'); } } });`;
    lab.write('first.user.ts', load('/first'));
    lab.write('second.user.ts', load('/second'));
    lab.write(
      'third.user.ts',
      `import { existsSync } from 'node:fs';
      if (import.meta.url.includes('statestorm-load-')) throw new Error('not here');
      ${load('/third')}`,
    );
    const master = ['--master', '--nats', url, '--host', target.url];
    const first = await lab.serve([...master, '-f', 'first.user.ts']);
    const worker = lab.start(['--worker', '--nats', url]);
    await joined(first.web, 1);
    await first.web.swarm({ user_count: 2, spawn_rate: 100 });
    await until('the first runs', () => (target.received.get('GET /first') ?? 0) >= 4);
    await first.program.terminate();
    const second = await lab.serve([...master, '-f', 'second.user.ts']);
    await joined(second.web, 1);
    await second.web.swarm({ user_count: 2, spawn_rate: 100 });
    await until('the second runs', () => (target.received.get('GET /second') ?? 0) >= 4);
    expect(worker.running).toBe(true);
    await second.program.terminate();

    const third = await lab.serve([...master, '-f', 'third.user.ts']);
    const { code, stdout, stderr } = await worker.ended;
    expect({ code, printed: stdout + stderr }).toEqual({
      code: 2,
      printed: expect.stringMatching(/third\.user\.js cannot be loaded: not here/),
    });
    await third.program.says(/cannot take a share: .*third\.user\.js cannot be loaded: not here/);
  });

  it('are not taken by a worker of another version, which says so on both sides', async ({ lab }) => {
    const server = await freePort();
    lab.launch('nats-server', ['-js', '-sd', lab.path('store'), '-a', '127.0.0.1', '-p', String(server)]);
    const url = `nats://127.0.0.1:${server}`;
    const { program, web } = await lab.serve(['--master', '--nats', url, '--host', 'http://127.0.0.1:1']);
    const connection = await connect({ servers: url });
    const kv = await new Kvm(connection).open('statestorm-main');
    const code = (await kv.get('code'))?.json<object>();
    await kv.put('code', JSON.stringify({ ...code, version: '0.0.0-other', hash: 'other' }));
    const worker = lab.start(['--worker', '--nats', url]);
    await worker.says(/cannot take a share of the load: it is version \S+, its coordinator 0\.0\.0-other/);
    await program.says(/The worker \S+ cannot take a share: it is version/);
    expect((await web.get<{ worker_count: number }>('/worker-count')).body.worker_count).toBe(0);
    // It joins once they fit.
    await kv.put('code', JSON.stringify({ ...code, hash: 'again' }));
    await joined(web, 1);
    await connection.close();
  });

  it('bring secrets that no worker writes into its log', async ({ lab }) => {
    const target = await lab.target();
    lab.write(
      'key.user.ts',
      `import { constant, defineOptions, defineUser } from 'statestorm';
export const keys = defineOptions({ shopKey: { type: 'text', secret: true, required: true } });
export default defineUser('Keyed', { waitTime: constant('200ms'), tasks: {
  async ask({ http, options }) {
    await http.get('/' + options(keys).shopKey, { name: '/key' });
    throw new Error('refused with ' + options(keys).shopKey + ' and that is all');
  } } });`,
    );
    const port = await freePort();
    const bind = ['--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', String(port)];
    const key = 'open-sesame-4711';
    const { web } = await lab.serve([...bind, '-f', 'key.user.ts', '--host', target.url, '--shop-key', key]);
    const worker = lab.start(['--worker', '--master-port', String(port)]);
    await joined(web, 1);
    await web.swarm({ user_count: 1, spawn_rate: 10, shop_key: key });
    await worker.says(/refused with \*\*\* and that is all/);
    expect(target.received.has(`GET /${key}`)).toBe(true);
    await until('the log of the worker has come', async () =>
      (await web.get('/logs')).text.includes('refused with *** and that is all'),
    );
    await web.get('/stop');
    expect(await worker.terminate()).toMatchObject({ code: 0 });
    expect(worker.printed).not.toContain(key);
    expect((await web.get('/logs')).text).not.toContain(key);
  });

  it('end the start of a coordinator where a native addon is among them', async ({ lab }) => {
    writeAll(lab, { ...FILES, 'load/node_modules/of-npm/binding.gyp': '{}' });
    const port = await freePort();
    const { code, stderr } = await lab.run(['--master', '--master-bind-port', String(port), '-f', 'load']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/of-npm, a native addon/);
  });
});
