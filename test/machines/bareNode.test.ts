import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const files = globSync('machines/**/*.machine.ts', { cwd: ROOT });
let folder: string;

/** The charts, the plain words that they are written in, and of all packages xstate alone. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statestorm-machines-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/xstate'), join(folder, 'node_modules/xstate'));
  for (const part of ['machines', 'src/domain'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What Node prints of a module that was imported there. */
function imported(script: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {},
  });
}

test('there are charts to try', () => {
  expect(files.length).toBeGreaterThan(4);
});

test.each(files)('%s opens in bare Node, and exports one machine', (file) => {
  const ids = imported(`
    const exported = Object.values(await import('./${file}'));
    console.log(exported.filter((each) => each?.root !== undefined).map(({ id }) => id).join());
  `);
  expect(ids.trim()).toBe(/(\w+)\.machine\.ts$/.exec(file)?.[1]);
});

test('the packages of the program are not at hand there', () => {
  expect(imported("console.log(await import('rxjs').then(() => 'found', ({ code }) => code))").trim()).toBe(
    'ERR_MODULE_NOT_FOUND',
  );
});
