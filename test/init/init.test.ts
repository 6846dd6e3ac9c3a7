import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { init } from '../../src/init/init.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statestorm-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes load.user.ts and the settings of its types, and says what to run', () => {
  const told = init([], folder);
  expect(readFileSync(join(folder, 'load.user.ts'), 'utf8')).toContain("defineUser('Visitor'");
  expect(JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'))).toMatchObject({
    compilerOptions: { strict: true },
  });
  expect(told).toContain('Written: load.user.ts, tsconfig.json');
  expect(told).toContain('statestorm -f load.user.ts --host');
});

test('takes a folder, or a file of another name, and leaves settings that are there', () => {
  writeFileSync(join(folder, 'tsconfig.json'), '{}');
  expect(init(['mine.user.ts'], folder)).toContain('Written: mine.user.ts\n');
  expect(readFileSync(join(folder, 'tsconfig.json'), 'utf8')).toBe('{}');
  expect(init(['deep/er'], folder)).toContain('Written: deep/er/load.user.ts, deep/er/tsconfig.json');
});

test('overwrites nothing', () => {
  writeFileSync(join(folder, 'load.user.ts'), 'mine');
  expect(() => init([], folder)).toThrow(
    expect.objectContaining({ code: 'init.exists', message: 'load.user.ts is there already' }),
  );
  expect(readFileSync(join(folder, 'load.user.ts'), 'utf8')).toBe('mine');
});

test('says what it takes, by --help and where it was given something else', () => {
  expect(init(['--help'], folder)).toContain('Usage: statestorm init');
  expect(() => init(['a', 'b'], folder)).toThrow('statestorm init does not take b');
  expect(() => init(['--force'], folder)).toThrow('statestorm init does not take --force');
});
