import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import { visitor } from './support/loads.ts';
import { MAIN, type Program } from './support/program.ts';
import { screen } from './support/screen.ts';
import { until } from './support/until.ts';

/** The load generator on a terminal of its own: `script` comes with every Debian. */
function onTerminal(lab: Lab, args: readonly string[], size = 'stty cols 150 rows 40;'): Program {
  const command = [process.execPath, MAIN, ...args].map((each) => `'${each}'`).join(' ');
  return lab.launch('script', ['-qefc', `${size} exec ${command}`, '/dev/null'], { env: { TERM: 'xterm' } });
}

/** The users of the table that is shown now. */
function usersShown(program: Program): string | undefined {
  const shown = screen(program.stdout).filter((line) => /^(spawning|running|stopping): /.test(line));
  return shown.at(-1)?.split(': ')[1];
}

describe.concurrent('a headless run on a terminal', () => {
  const load = ['-f', 'calm.user.ts', '--headless', '-u', '3', '-r', '50'];

  it('redraws its table in place, takes keys, and ends with the summary on Ctrl-C', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('calm.user.ts', visitor("constant('100ms')"));
    const program = onTerminal(lab, [...load, '--host', url]);
    await until('3 users are shown', () => usersShown(program) === '3 users');
    for (const [keys, users] of [
      ['wW', 14],
      ['s', 13],
      ['SS', 0],
    ] as const) {
      program.type(keys);
      await until(`${users} users are shown after ${keys}`, () => usersShown(program) === `${users} users`);
    }
    const before = screen(program.stdout);
    expect(before.filter((line) => /# reqs +# fails/.test(line))).toHaveLength(1);
    expect(program.stdout.match(/# reqs +# fails/g)?.length).toBeGreaterThan(3);

    program.type('\u0003');
    const { code } = await program.ended;
    expect(code).toBe(0);
    const text = screen(program.stdout).join('\n');
    expect(text).toMatch(/INFO\/statestorm: SIGINT: stopping/);
    expect(text).toMatch(/^ +Aggregated +\d+ +0\(0\.00%\)/m);
    expect(text).toContain('Response time percentiles');
    expect(text).toMatch(/Final statistics: \d+ requests, 0 failed/);
  });

  it('keeps the lines of the log above the table', async ({ lab }) => {
    const { url } = await lab.target();
    const thrower =
      "async onStop() {}, tasks: { async fail({ sleep }) { await sleep(2500); throw new Error('late'); } },";
    lab.write('calm.user.ts', visitor("constant('500ms')").replace(/tasks: \{[\s\S]*/, `${thrower}});\n`));
    const program = onTerminal(lab, [...load, '--host', url, '-t', '6s']);
    await until('the error is shown', () =>
      screen(program.stdout).some((line) => line.includes('Error: late')),
    );
    const lines = screen(program.stdout);
    expect(lines.filter((line) => line.includes('Run 1 begins'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('All users are spawned: 3'))).toHaveLength(1);
    expect(lines.filter((line) => /^(spawning|running): /.test(line))).toHaveLength(1);
    expect((await program.ended).code).toBe(1);
  });

  it('shows whole rows on a terminal that tells no size', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('calm.user.ts', visitor("constant('100ms')"));
    const program = onTerminal(lab, [...load, '--host', url, '-t', '3s'], '');
    const { code, stdout } = await program.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(spawning|running): 3 users\r?\nType +Name {40,}# reqs/m);
  });
});
