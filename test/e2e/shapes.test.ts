import { describe, expect } from 'vitest';
import { it } from './support/it.ts';

/** Two classes, each at a page of its own, and what follows. */
function load(shape: string): string {
  const user = (name: string, path: string) => `
export const ${name} = defineUser('${name}', {
  waitTime: constant('100ms'),
  tasks: {
    async look({ http }) {
      await http.get('${path}', { name: '${name}' });
    },
  },
});
`;
  const names = 'constant, defineUser, doubleWave, shape, stages, stepShape';
  return `import { ${names} } from 'statestorm';\n${user('Browser', '/')}${user('Buyer', '/cart')}\n${shape}\n`;
}

const QUIET = ['--headless', '--only-summary', '--stop-timeout', '5'];

/** The users by class at each time that all were spawned, as the log says. */
function spawned(log: string): Record<string, number>[] {
  return [...log.matchAll(/All users are spawned: \d+ (\{.*\})/g)].map(
    ([, fields]) => (JSON.parse(fields ?? '') as { users: Record<string, number> }).users,
  );
}

describe.concurrent('a shape of stages', () => {
  it('runs each stage with its users and classes, and ends the run', async ({ lab }) => {
    const shop = await lab.shop();
    lab.write(
      'evening.user.ts',
      load(`export const Evening = stages([
  { duration: '2s', users: 12, spawnRate: 100, userClasses: ['Browser'] },
  { duration: '2500ms', users: 8, spawnRate: 100, userClasses: ['Browser', 'Buyer'] },
  { duration: '2s', users: 3, spawnRate: 100, userClasses: ['Buyer'] },
]);`),
    );
    const args = ['-f', 'evening.user.ts', '--host', shop.url, ...QUIET];
    const { code, stdout, stderr } = await lab.run(args);
    expect(stderr).toContain('Run 1 begins: by the shape Evening');
    expect(spawned(stderr)).toEqual([{ Browser: 12 }, { Browser: 4, Buyer: 4 }, { Buyer: 3 }]);
    expect(stderr).toContain('Run 1 ended: the load shape ended');
    expect(code).toBe(0);
    for (const name of ['Browser', 'Buyer'])
      expect(stdout).toMatch(new RegExp(`^GET +${name} +\\d+ +0\\(`, 'm'));
    const { byRoute } = await shop.stats();
    expect(byRoute['GET /']).toBeGreaterThan(byRoute['GET /cart'] ?? Number.NaN);
  });

  it('keeps to stages of less than a second', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'short.user.ts',
      load(`export const Short = stages([
  { duration: '700ms', users: 2, spawnRate: 101 },
  { duration: '700ms', users: 6, spawnRate: 102 },
  { duration: '700ms', users: 4, spawnRate: 103 },
]);`),
    );
    const debug = ['--loglevel', 'DEBUG', ...QUIET];
    const { stderr } = await lab.run(['-f', 'short.user.ts', '--host', url, ...debug]);
    const rates = [...stderr.matchAll(/"state":"running".*"rate":(\d+)/g)].map(([, rate]) => Number(rate));
    expect(rates).toEqual([101, 102, 103]);
    expect(stderr).toContain('Run 1 ended: the load shape ended');
  });
});

describe.concurrent('a shape that is wrong', () => {
  it('in its file ends the start with 2, and says which field', async ({ lab }) => {
    lab.write('bad.user.ts', load("export const Bad = stages([{ duration: '5s', users: -1 }]);"));
    const { code, stderr } = await lab.run(['-f', 'bad.user.ts', '--host', 'shop.test', '--headless']);
    expect(code).toBe(2);
    expect(stderr).toContain('stages[0].users must be a whole number of 0 or more, not -1');
  });

  for (const [what, shape, message] of [
    [
      'that throws',
      "export const Bad = shape('Bad', (t) => { if (t > 0.5) throw new RangeError('no plan'); return { users: 2, spawnRate: 50 }; }, { nextChangeAt: (t) => t + 0.1 });",
      /The load shape Bad failed at 0\.\d+ s: tick threw RangeError: no plan/,
    ],
    [
      'that is asynchronous',
      'export const Bad = { async tick() { throw new Error(); } };',
      /The load shape Bad failed at 0 s: tick gave a promise/,
    ],
    [
      'that names a class that is not there',
      "export const Bad = stages([{ duration: '1h', users: 1 }, { duration: '1h', users: 1, userClasses: ['Buyr'] }]);",
      /The load shape Bad failed at 0 s: userClasses must be of this run \(Browser, Buyer\), not "Buyr"/,
    ],
  ] as const) {
    it(`${what} ends the run as failed, with 1`, async ({ lab }) => {
      const { url } = await lab.target();
      lab.write('bad.user.ts', load(shape));
      const { code, stdout, stderr } = await lab.run(['-f', 'bad.user.ts', '--host', url, ...QUIET]);
      expect(stderr).toMatch(message);
      expect(stderr).toContain('Run 1 ended: the load could not go on');
      expect(stdout).toContain('Aggregated');
      expect(code).toBe(1);
    });
  }

  it('leaves the service running, stopped, and ready for another start', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'bad.user.ts',
      load('export const Bad = { tick: (t) => t < 1 && { users: 2, spawnRate: 50 } };'),
    );
    const { program, web } = await lab.serve(['-f', 'bad.user.ts', '--host', url]);
    for (let round = 1; round <= 2; round++) {
      expect((await web.swarm({})).body.success).toBe(true);
      await program.says(
        new RegExp(`Run ${round} failed: The load shape Bad failed at 1(\\.\\d+)? s: tick must be`),
      );
      expect(await web.report()).toMatchObject({ state: 'stopped', user_count: 0 });
    }
  });
});

describe.concurrent('a shape that asks for more than --max-users', () => {
  const most = ['--max-users', '5'];

  it('by its stages is refused at the start: with 2, or by /swarm', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'steep.user.ts',
      load("export const Steep = stages([{ duration: '1s', users: 5 }, { duration: '1s', users: 6 }]);"),
    );
    const refusal = 'The load shape Steep asks for 6 users, more than --max-users allows (5), at 1 s';
    const args = ['-f', 'steep.user.ts', '--host', url, ...most];
    const { code, stderr } = await lab.run([...args, ...QUIET]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(refusal)]);
    const { web } = await lab.serve(args);
    expect((await web.swarm({})).body).toMatchObject({
      success: false,
      message: `${refusal}. Ask for fewer, or raise --max-users.`,
    });
    expect(await web.report()).toMatchObject({ state: 'ready', user_count: 0 });
  });

  it('by a function of its own ends there as failed, and keeps what was recorded', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'own.user.ts',
      load("export const Own = shape('Own', (t) => ({ users: t < 1 ? 4 : 40, spawnRate: 100 }));"),
    );
    const { code, stdout, stderr } = await lab.run(['-f', 'own.user.ts', '--host', url, ...most, ...QUIET]);
    expect(stderr).toMatch(
      /The load shape Own failed at 1(\.\d+)? s: it asks for 40 users, more than --max-users allows \(5\)/,
    );
    expect(stdout).toMatch(/Aggregated +[1-9]\d*/);
    expect(code).toBe(1);
  });
});

it('fixed counts that come to more than --max-users end the start with 2', async ({ lab }) => {
  lab.write(
    'many.user.ts',
    load('').replaceAll("waitTime: constant('100ms'),", "waitTime: constant('100ms'), fixedCount: 3,"),
  );
  const args = ['-f', 'many.user.ts', '--host', 'shop.test', '--max-users', '5', ...QUIET];
  const { code, stderr } = await lab.run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'The fixed counts of the user classes are 6 users, more than --max-users allows (5)',
  );
});

it('two waves, with a name and an end of their own', async ({ lab }) => {
  const { url } = await lab.target();
  lab.write(
    'wave.user.ts',
    load("export const Day = doubleWave({ duration: '3300ms', minUsers: 2, firstPeak: 9, secondPeak: 5 });"),
  );
  const { code, stderr } = await lab.run(['-f', 'wave.user.ts', '--host', url, ...QUIET]);
  expect(stderr).toContain('by the shape Day');
  expect(stderr).toContain('Run 1 ended: the load shape ended');
  expect(code).toBe(0);
});
