import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { it } from '../e2e/support/it.ts';
import { REPOSITORY } from '../e2e/support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'statestorm-package-'));
const app = join(folder, 'app');
const bin = join(app, 'node_modules/.bin/statestorm');
const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');

const LOAD = readFileSync(join(REPOSITORY, 'test/support/load.user.ts'), 'utf8');

beforeAll(() => {
  const quiet = { cwd: REPOSITORY, stdio: 'pipe' } as const;
  execFileSync('npm', ['pack', '--pack-destination', folder], quiet);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)];
  execFileSync('npm', install, { cwd: app, stdio: 'pipe' });
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADLESS = ['--headless', '-u', '5', '-r', '20', '-t', '2s', '--json'];

/** The requests that --json counts; throws where one of them failed. */
function passed(stdout: string): number {
  const entries = JSON.parse(stdout) as { num_requests: number; num_failures: number }[];
  expect(entries.every(({ num_failures }) => num_failures === 0)).toBe(true);
  return entries.reduce((sum, { num_requests }) => sum + num_requests, 0);
}

describe('the package, installed into an empty folder', () => {
  it('brings what runs and nothing else', () => {
    const installed = readdirSync(join(app, 'node_modules/statestorm'));
    expect(installed.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
    expect(readdirSync(join(app, 'node_modules')).includes('vitest')).toBe(false);
  });

  it('type-checks a load file strictly, and finds its mistakes', () => {
    writeFileSync(join(app, 'load.user.ts'), LOAD);
    const check = (): string => {
      const flags = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'];
      try {
        return execFileSync(tsc, [...flags, 'load.user.ts'], { cwd: app, encoding: 'utf8' });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    expect(check()).toBe('');
    writeFileSync(join(app, 'load.user.ts'), LOAD.replace('session.length', 'session.size'));
    expect(check()).toContain("Property 'size' does not exist on type '{ length: number; }'");
    writeFileSync(join(app, 'load.user.ts'), LOAD);
  });

  it('runs it headless', async ({ lab }) => {
    const shop = await lab.shop();
    const program = lab.launch(bin, ['-f', join(app, 'load.user.ts'), '--host', shop.url, ...HEADLESS]);
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stderr: stderr.includes('Warning') }).toEqual({ code: 0, stderr: false });
    expect(passed(stdout)).toBeGreaterThan(10);
  });

  it('runs a load file that has no node_modules near, which imports rxjs and a file beside it', async ({
    lab,
  }) => {
    const shop = await lab.shop();
    lab.write(
      'far/pages.ts',
      "import { noWait } from 'statestorm';\nexport const page: string = noWait ? '/' : '';\n",
    );
    const load = LOAD.replace(
      '\n',
      "\nimport { firstValueFrom, of } from 'rxjs';\nimport { page } from './pages.ts';\n",
    ).replace("http.get('/')", 'http.get(await firstValueFrom(of(page)))');
    const file = lab.write('far/load.user.ts', load);
    const { code, stdout, stderr } = await lab.launch(bin, ['-f', file, '--host', shop.url, ...HEADLESS])
      .ended;
    expect({ code, stderr: stderr.includes('ERROR') }).toEqual({ code: 0, stderr: false });
    expect(passed(stdout)).toBeGreaterThan(10);
  });

  it('serves both ports with their pages', async ({ lab }) => {
    const ports = [
      '--web-port',
      '0',
      '--web-port-sre-recipe',
      '0',
      '--web-host',
      '127.0.0.1',
      '--host',
      'shop.test',
    ];
    const program = lab.launch(bin, [...ports, '--web-host-sre-recipe', '127.0.0.1']);
    const [, web, recipes] = await program.says(/"web":"([^"]+)","recipes":"([^"]+)"/);
    expect(await (await fetch(`${web}/`)).text()).toContain('<title>Statestorm');
    expect(await (await fetch(`${recipes}/api/ping`)).json()).toEqual({ msg: 'pong' });
    expect((await program.terminate()).code).toBe(0);
  });

  it('writes a first load file, which type-checks and runs', async ({ lab }) => {
    const shop = await lab.shop();
    const mine = join(app, 'mine');
    const { code, stdout } = await lab.launch(bin, ['init', mine]).ended;
    expect({ code, told: stdout.includes('--headless') }).toEqual({ code: 0, told: true });
    expect(execFileSync(tsc, ['-p', mine], { cwd: app, encoding: 'utf8' })).toBe('');
    const file = join(mine, 'load.user.ts');
    const run = await lab.launch(bin, ['-f', file, '--host', shop.url, ...HEADLESS]).ended;
    expect(run.code).toBe(0);
    expect(passed(run.stdout)).toBeGreaterThan(4);
  });

  it('shows the line of a load file that is wrong, and none of its own', async ({ lab }) => {
    const file = lab.write('wrong.user.ts', LOAD.replace("constant('200ms')", "constant('soon')"));
    const { code, stderr } = await lab.launch(bin, ['-f', file, '--list']).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.user\.ts:6/);
    expect(stderr).not.toMatch(/dist\/src|node:internal/);
  });

  it('says in one line which Node.js it needs', async ({ lab }) => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
    const fake = `data:text/javascript,${encodeURIComponent(old)}`;
    const entry = join(app, 'node_modules/statestorm/dist/src/bin.js');
    const { code, stdout, stderr } = await lab.launch(process.execPath, [
      '--import',
      fake,
      entry,
      '--version',
    ]).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^statestorm needs Node\.js 22\.19 or newer, and this is 20\.20\.2: [^\n]+\n$/);
  });
});
