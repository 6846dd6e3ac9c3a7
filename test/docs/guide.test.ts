import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GUIDE, writeSnippets } from './guide.ts';
import { REPOSITORY, readMarkdown } from './markdownFile.ts';

const { folder, snippets } = writeSnippets();
afterAll(() => rmSync(folder, { recursive: true }));

/** What tsc says of the files of the folder under the settings of the repository; empty if nothing. */
function typeErrors(): string {
  const settings = {
    extends: join(REPOSITORY, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(REPOSITORY, 'node_modules/@types')] },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(tsc, ['--project', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout;
}

test('every load file of the guide for people who come from Locust holds its types', () => {
  expect(snippets.length).toBeGreaterThan(10);
  expect(typeErrors()).toBe('');
  // And it would say so if one did not.
  writeFileSync(
    join(folder, 'wrong.user.ts'),
    "import { defineUser } from 'statestorm';\ndefineUser(1, {});\n",
  );
  expect(typeErrors()).toMatch(/^wrong\.user\.ts\(2,/m);
});

test('each of them stands behind a locustfile, but for a second answer to the same', () => {
  const languages = readMarkdown(GUIDE).fences.map(({ language }) => language);
  const shown = languages.filter((language) => language === 'python' || language === 'ts').join(' ');
  expect(shown.replace('python ts ts', 'python ts')).toMatch(/^(python ts ?)+$/);
});
