import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { visitor } from './support/loads.ts';
import { until } from './support/until.ts';

/** A file with a user of this name. */
function named(name: string): string {
  return `import { defineUser } from 'statestorm';\nexport default defineUser('${name}', { tasks: { wait() {} } });\n`;
}

describe.concurrent('a load file', () => {
  for (const [what, text, message, line] of [
    [
      'that cannot be parsed',
      "import { defineUser } from 'statestorm';\n\nexport default defineUser('A', {\n  tasks: { a( { } },\n});\n",
      /cannot be loaded/,
      /my\.user\.ts:4/,
    ],
    [
      'that throws as it is imported',
      "const settings: { rate?: number } = {};\n\nthrow new Error('no rate in ' + JSON.stringify(settings));\n",
      /cannot be loaded: no rate in \{\}/,
      /my\.user\.ts:3/,
    ],
    [
      'whose user is wrong',
      "import { defineUser } from 'statestorm';\n\nexport default defineUser('A', { weight: -1, tasks: { a() {} } });\n",
      /defineUser\("A"\): weight must be a number of 0 or more/,
      /my\.user\.ts:3/,
    ],
    ['that exports no user', 'export const users = 3;\n', /my\.user\.ts exports no user/, /defineUser/],
    ['that is not there', undefined, /There is no load file my\.user\.ts/, /-f/],
  ] as const) {
    it(`${what} is an error that shows where, and ends the start with 2`, async ({ lab }) => {
      if (text !== undefined) lab.write('my.user.ts', text);
      const { code, stdout, stderr } = await lab.run([
        '-f',
        'my.user.ts',
        '--host',
        'shop.test',
        '--headless',
      ]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(line);
    });
  }

  it('with a shape that goes by the name of another one is refused, naming both files', async ({ lab }) => {
    const shaped = (name: string, more = ''): string =>
      `import { stages } from 'statestorm';\n${named(name)}
export const Evening = stages([{ duration: '1h', users: 1 }]);\n${more}`;
    lab.write('first.user.ts', shaped('First'));
    lab.write('second.user.ts', shaped('Second'));
    const { code, stderr } = await lab.run(['-f', 'first.user.ts,second.user.ts', '--list']);
    expect(code).toBe(2);
    expect(stderr).toContain('Two load shapes are named Evening: in first.user.ts and in second.user.ts');
    const again = "export const Late = stages([{ duration: '1h', users: 2 }], { name: 'Evening' });";
    lab.write('third.user.ts', shaped('Third', again));
    const own = await lab.run(['-f', 'third.user.ts', '--list']);
    expect([own.code, own.stderr]).toEqual([2, expect.stringContaining('Evening, both in third.user.ts')]);
    lab.write(
      'all.user.ts',
      "export * from './first.user.ts';\nexport { Evening as Other, default } from './first.user.ts';\n",
    );
    const once = await lab.run(['-f', 'first.user.ts,all.user.ts', '--list']);
    expect(once).toMatchObject({ code: 0, stdout: '    First\n' });
  });

  it('is listed by its users', async ({ lab }) => {
    lab.write('my.user.ts', visitor());
    expect(await lab.run(['-f', 'my.user.ts', '--list'])).toMatchObject({ code: 0, stdout: '    Visitor\n' });
  });

  it('that exports initSreRecipeApi adds a route to port 81 with the handle of its test', async ({ lab }) => {
    const { url } = await lab.target();
    const extension = `
export function initSreRecipeApi(router, loadTest) {
  router.post('/api/storm', (ctx) => {
    loadTest.start({ users: 3, spawnRate: 50, classes: ['BasicHomePageViewingUser'] });
    ctx.body = { msg: 'The storm is coming' };
  });
  router.get('/api/state', (ctx) => {
    ctx.body = { state: loadTest.state, users: loadTest.userCount };
  });
}
`;
    lab.write('my.user.js', visitor() + extension);
    const { recipes, web } = await lab.serve(['-f', 'my.user.js', '--host', url]);
    expect((await recipes.post('/api/storm')).body).toEqual({ msg: 'The storm is coming' });
    await until(
      '3 users run',
      async () => (await recipes.get('/api/state')).text === '{"state":"running","users":3}',
    );
    expect(await recipes.userCount()).toBe(3);
    expect((await web.get('/api/state')).status).toBe(404);
  });

  it('may be several, or all below a folder', async ({ lab }) => {
    lab.write('loads/a.user.ts', named('Ada'));
    lab.write('loads/deep/b.user.js', named('Bob'));
    lab.write('loads/node_modules/c.user.js', named('Eve'));
    lab.write('loads/helper.ts', 'export const helper = 1;');
    lab.write('single.ts', named('Cid'));
    const { stdout } = await lab.run(['-f', 'loads,single.ts', '--list']);
    expect(stdout).toBe('    Ada\n    Bob\n    Cid\n');
    lab.write('empty/readme.txt', '');
    const { code, stderr } = await lab.run(['-f', 'empty', '--list']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/The folder empty has no load file in it[\s\S]*my-load\.user\.ts/);
  });

  it('may tag tasks, of which the flags choose', async ({ lab }) => {
    lab.write(
      'my.user.ts',
      "import { defineUser } from 'statestorm';\n" +
        "export const A = defineUser('A', { tasks: { read() {}, write() {} }, tags: { read: ['r'], write: ['w'] } });\n" +
        "export const B = defineUser('B', { tasks: { slow() {} }, tags: { slow: ['s'] } });\n",
    );
    const ratios = async (...flags: string[]) => {
      const { stdout } = await lab.run(['-f', 'my.user.ts', '--show-task-ratio-json', ...flags]);
      return (JSON.parse(stdout) as { per_class: object }).per_class;
    };
    expect(await ratios('-T', 'r')).toEqual({ A: { ratio: 1, tasks: { read: { ratio: 1 } } } });
    expect(Object.keys(await ratios('--exclude-tags', 'w'))).toEqual(['A', 'B']);
    const unknown = await lab.run(['-f', 'my.user.ts', '--list', '-T', 'quick']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('No task has the tag quick') });
    expect(unknown.stderr).toContain('Known are r, w, s.');
    const none = await lab.run(['-f', 'my.user.ts', '--list', '-T', 'r', '-E', 'r']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('leave no task to run') });
  });

  it('may make a user spawnable on port 81, under the identifier of its recipe', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'my.user.ts',
      visitor("constant('200ms')", "recipe: 'Impatient', description: 'Knocks at the door',"),
    );
    const { recipes, web } = await lab.serve(['-f', 'my.user.ts', '--host', url]);
    expect((await recipes.get('/api/users')).body).toMatchObject({
      users: [
        { identifier: 'BasicHomePageViewingUser' },
        { identifier: 'BasicPurchasingUser' },
        { identifier: 'Impatient', description: 'Knocks at the door' },
      ],
    });
    expect((await recipes.spawn('Impatient', { user_count: 3, spawn_rate: 10 })).status).toBe(200);
    await until('3 users run', async () => (await recipes.userCount()) === 3);
    expect((await recipes.spawn('Visitor', { user_count: 1, spawn_rate: 1 })).status).toBe(404);
    expect((await web.report()).user_count).toBe(0);
  });

  it('may have hooks, which hear of the run and of the end of the process', async ({ lab }) => {
    const { url } = await lab.target();
    const hooks = `
import { appendFileSync } from 'node:fs';
import { defineHooks } from 'statestorm';
let requests = 0;
const note = (word) => appendFileSync('heard.txt', word + '\\n');
export const hooks = defineHooks((events) => {
  events.on('testStart', () => note('start ' + events.test));
  events.request$.subscribe(() => {
    requests++;
    if (requests === 2) throw new Error('a subscriber that throws');
  });
  events.on('testStop', async ({ reason }) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    note('stop ' + reason + ' ' + (requests > 3));
  });
  events.on('quitting', () => note('quitting'));
});
`;
    lab.write('my.user.js', visitor("constant('100ms')") + hooks);
    const flags = ['-f', 'my.user.js', '--host', url, '--headless', '-u', '3', '-r', '10', '-t', '2s'];
    const { code, stderr } = await lab.run(flags);
    expect(code).toBe(0);
    expect(stderr).toContain('A subscriber of a load file threw');
    expect(lab.read('heard.txt').trim().split('\n').sort()).toEqual([
      'quitting',
      'start web',
      'stop runTime true',
    ]);
  });
});
