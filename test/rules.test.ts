import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Cruise {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] };
}

function cruise(folder: string, ...rooms: string[]): Cruise['summary'] {
  const args = ['--config', join(ROOT, '.dependency-cruiser.json'), '--output-type', 'json', ...rooms];
  let output: string;
  try {
    output = execFileSync(join(ROOT, 'node_modules/.bin/depcruise'), args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // It exits with the number of violations.
    output = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(output) as Cruise).summary;
}

test('every room imports only what it may', () => {
  const { totalCruised, violations } = cruise(ROOT, 'src', 'machines');
  expect(violations).toEqual([]);
  // Without a parser for TypeScript it would see nothing, and find nothing wrong.
  expect(totalCruised).toBeGreaterThan(150);
});

test('an import that is not allowed is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  for (const room of ['src/domain', 'src/http', 'src/engine'])
    mkdirSync(join(folder, room), { recursive: true });
  writeFileSync(join(folder, 'src/http/client.ts'), 'export type Client = string;\n');
  writeFileSync(
    join(folder, 'src/domain/word.ts'),
    "import type { Client } from '../http/client.ts';\nexport type Word = Client;\n",
  );
  writeFileSync(
    join(folder, 'src/engine/loop.ts'),
    "import { Client } from 'undici';\nexport const made = new Client('http://a');\n",
  );
  const found = cruise(folder, 'src').violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  expect(found.sort()).toEqual([
    'domain-imports-nothing: src/domain/word.ts',
    'only-http-imports-undici: src/engine/loop.ts',
  ]);
});
