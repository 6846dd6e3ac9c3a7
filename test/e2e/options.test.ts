import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import type { Target } from './support/target.ts';
import { until } from './support/until.ts';

/** Says in its paths what it reads. */
const SHOP = `import { constant, defineOptions, defineUser } from 'statestorm';

export const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], default: 'free', description: 'Which accounts to use.' },
  pageSize: { type: 'integer', default: 20 },
  apiKey: { type: 'text', secret: true },
  pin: { type: 'integer', default: 47110815, secret: true },
  loud: { type: 'flag' },
});

const tasks = {
  async read({ http, options }) {
    const { tier, pageSize, apiKey, loud } = options(shop);
    await http.get(\`/\${tier}/\${pageSize + 1}/\${apiKey ? apiKey.length : 'none'}/\${loud}\`, { name: 'read' });
  },
};
export const Reader = defineUser('Reader', { waitTime: constant('100ms'), tasks, recipe: 'Reading' });
export const Other = defineUser('Other', {
  waitTime: constant('100ms'),
  tasks: { async other({ http }) { await http.get('/other'); }, async slow({ http }) { await http.get('/slow'); } },
  tags: { other: ['quick'] },
});
`;

const SOON = ['--headless', '-r', '100', '-t', '1s', 'Reader'];

const paths = (target: Target): string[] => [...target.received.keys()].map((each) => each.slice(4));

describe.concurrent('options of a load file', () => {
  it('are set by a flag, a variable and a config file, and read with their types', async ({ lab }) => {
    const target = await lab.target();
    lab.write('shop.user.ts', SHOP);
    lab.write('locust.conf', 'locustfile = shop.user.ts\npage-size = 1\ntier = paid\n');
    const { code, stderr } = await lab.run(['--host', target.url, '--loud', '--page-size=3', ...SOON], {
      env: { LOCUST_API_KEY: 'hush-hush', LOCUST_PAGE_SIZE: '2' },
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(paths(target)).toEqual(['/paid/4/9/true']);
  });

  it('have their defaults where nobody gave any', async ({ lab }) => {
    const target = await lab.target();
    lab.write('shop.user.ts', SHOP);
    const { code } = await lab.run(['-f', 'shop.user.ts', '--host', target.url, ...SOON]);
    expect(code).toBe(0);
    expect(paths(target)).toEqual(['/free/21/none/false']);
  });

  it('are changed by fields of /swarm, on the port that got them', async ({ lab }) => {
    const target = await lab.target();
    lab.write('shop.user.ts', SHOP);
    const { web, recipes } = await lab.serve([
      '-f',
      'shop.user.ts',
      '--host',
      target.url,
      '--loud',
      'Reader',
    ]);
    const size = { user_count: 1, spawn_rate: 10 };
    const refused = await web.swarm({ ...size, page_size: 'many' });
    expect(refused.body).toMatchObject({
      success: false,
      message: 'page_size must be a whole number: many',
    });
    expect((await web.report()).state).toBe('ready');

    expect((await web.swarm({ ...size, page_size: 7, loud: 'false' })).body.success).toBe(true);
    await until('port 80 reads them', () => target.received.has('GET /free/8/none/false'));
    expect((await recipes.spawn('Reading', size)).status).toBe(200);
    await until('port 81 has its own', () => target.received.has('GET /free/21/none/true'));
    await recipes.post('/swarm', { ...size, page_size: 9 });
    await until('port 81 reads its own', () => target.received.has('GET /free/10/none/true'));
    expect(paths(target).sort()).toEqual(['/free/10/none/true', '/free/21/none/true', '/free/8/none/false']);
  });

  it('are in the help of their file, also where the file is broken', async ({ lab }) => {
    lab.write('shop.user.ts', SHOP);
    lab.write('broken.user.ts', "throw new Error('not today');\n");
    const well = await lab.run(['-f', 'shop.user.ts', '--help']);
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.stdout).toMatch(
      /\nLoad file:\n +--tier <free\|paid> +Which accounts to use\. \(default: free/,
    );
    const broken = await lab.run(['-f', 'broken.user.ts', '--tier', 'paid', '--help']);
    expect(broken).toMatchObject({ code: 0, stderr: expect.stringContaining('not today') });
    expect(broken.stdout).toContain('--web-port');
    expect(broken.stdout).not.toContain('Load file:');
    expect((await lab.run(['-f', 'broken.user.ts', '--version'])).stderr).toBe('');
  });

  for (const [what, args, message] of [
    ['a mistyped flag', ['--page-siz', '3'], /--page-siz is no flag.*\n.*Did you mean --page-size\?/],
    ['a wrong value', ['--tier', 'gold'], /--tier: "gold" is not one of free, paid/],
    ['a wrong secret', ['--pin', 'hush-hush'], /--pin: what was given is not a whole number/],
  ] as const) {
    it(`end the start with 2 by ${what}`, async ({ lab }) => {
      lab.write('shop.user.ts', SHOP);
      const { code, stdout, stderr } = await lab.run(['-f', 'shop.user.ts', ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain('hush');
    });
  }

  it('cannot take the name of another', async ({ lab }) => {
    lab.write('shop.user.ts', SHOP.replace('pageSize', 'webPort').replace('pageSize', 'webPort'));
    const { code, stderr } = await lab.run(['-f', 'shop.user.ts', '--list']);
    expect(code).toBe(2);
    expect(stderr).toContain('The option webPort cannot be told from --web-port of statestorm');
  });

  it('that are secret are nowhere to be seen', async ({ lab }) => {
    const target = await lab.target();
    const leaking = `${SHOP}
import { defineHooks } from 'statestorm';
export const hooks = defineHooks(({ options, on }) => {
  on('testStart', () => { throw new Error('the key is ' + options(shop).apiKey); });
});
`;
    lab.write('shop.user.ts', leaking);
    const { program, web } = await lab.serve(
      ['-f', 'shop.user.ts', '--host', target.url, '-L', 'debug', 'Reader'],
      { env: { LOCUST_API_KEY: 'hush-first' } },
    );
    const size = { user_count: 1, spawn_rate: 10 };
    await web.swarm(size);
    await until('the hook threw', () => /the key is/.test(program.printed));
    await web.get('/stop');
    const before = program.log.length;
    await web.swarm({ ...size, api_key: 'hush-second' });
    await until('it threw again', () =>
      program.log.slice(before).some((line) => JSON.stringify(line).includes('the key is')),
    );
    for (const path of ['/', '/logs', '/tasks', '/stats/requests', '/stats/report']) {
      const { text } = await web.get(path);
      expect(text).not.toMatch(/hush|47110815/);
    }
    expect(program.printed).not.toMatch(/hush|47110815/);
    expect((await lab.run(['-f', 'shop.user.ts', '--help'])).stdout).not.toContain('47110815');
  });
});

describe.concurrent('user classes', () => {
  it('run by their tags alone', async ({ lab }) => {
    const target = await lab.target();
    lab.write('shop.user.ts', SHOP);
    const flags = [
      '-f',
      'shop.user.ts',
      '--host',
      target.url,
      '--headless',
      '-u',
      '4',
      '-r',
      '100',
      '-t',
      '1s',
    ];
    expect(await lab.run([...flags, '--tags', 'quick'])).toMatchObject({ code: 0 });
    expect(paths(target)).toEqual(['/other']);
    const unknown = await lab.run([...flags, '-E', 'quikc']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('quikc') });
    expect(unknown.stderr).toContain('quick');
  });

  it('have the settings of --config-users, by JSON and by file', async ({ lab }) => {
    const target = await lab.target();
    lab.write('shop.user.ts', SHOP);
    const host = target.url;
    lab.write('users.json', JSON.stringify([{ user_class_name: 'Other', tasks: ['slow'], host }]));
    const reader = JSON.stringify({ user_class_name: 'Reader', weight: 0, host });
    const flags = ['-f', 'shop.user.ts', '--headless', '-u', '4', '-r', '100', '-t', '1s'];
    expect(await lab.run([...flags, '--config-users', reader, 'users.json'])).toMatchObject({ code: 0 });
    expect(paths(target)).toEqual(['/slow']);
  });

  for (const [json, message] of [
    ['{"user_class_name": "Nobody"}', '--config-users: unknown user class Nobody'],
    ['{"user_class_name": "Other", "tasks": ["quick"]}', '--config-users: tasks: Other has no task quick'],
    ['{"user_class_name": "Other", "weight": -1}', '--config-users (Other): weight must be a number'],
  ] as const) {
    it(`are not set up by ${json}, which ends the start with 2`, async ({ lab }) => {
      lab.write('shop.user.ts', SHOP);
      const { code, stdout, stderr } = await lab.run(['-f', 'shop.user.ts', '--config-users', json]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    });
  }
});
