import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { visitor } from './support/loads.ts';
import { until } from './support/until.ts';

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
});
