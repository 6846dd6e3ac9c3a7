import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE_FILE } from '../../docs/reference/configurationPage.ts';
import { PAGES } from '../../docs/reference/pages.ts';
import { loadConfig } from '../../src/config/loadConfig.ts';
import type { OptionSpec } from '../../src/config/optionSpec.ts';
import { OPTIONS, variablesOf } from '../../src/config/options.ts';
import { REPOSITORY } from './markdownFile.ts';

test.each(Object.entries(PAGES))(
  'docs/%s is what the program gives: `npm run docs` writes it',
  (name, render) => {
    expect(readFileSync(join(REPOSITORY, 'docs', name), 'utf8')).toBe(render());
  },
);

test('the configuration names every option, with its flag, its key and all of its variables', () => {
  const page = PAGES['configuration.md']?.() ?? '';
  for (const option of OPTIONS as readonly OptionSpec[]) {
    const row = page
      .split('\n')
      .find((line) => line.includes(`| \`${option.name}\` |`) || line.includes(`\`--${option.name}\``));
    expect([option.name, row]).toEqual([option.name, expect.any(String)]);
    for (const variable of variablesOf(option).slice(1)) expect(page).toContain(`\`${variable}\``);
  }
});

test('the config file of the docs can be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-docs-'));
  writeFileSync(join(folder, 'statestorm.conf'), EXAMPLE_FILE);
  const config = loadConfig({ argv: [], env: {}, cwd: folder, home: undefined });
  rmSync(folder, { recursive: true });
  expect(config).toMatchObject({
    host: 'https://shop.example',
    users: 100,
    spawnRate: 10,
    runTime: 1_200_000,
    stopTimeout: 10_000,
    allowedHosts: ['shop.example', '*.staging.example:8080'],
    csv: 'results/shop',
    loglevel: 'WARNING',
  });
});
