import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadOptions } from '../../src/authoring/loadOptions.ts';
import type { DeclaredOptions } from '../../src/authoring/options.ts';
import type { ConfigInput } from '../../src/config/layers.ts';
import { type Config, readConfig } from '../../src/config/loadConfig.ts';
import { optionTable } from '../../src/config/optionTable.ts';
import { StatestormError } from '../../src/domain/errors.ts';

/** What a start is given, all of it optional. */
export interface Start {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cwd?: string;
  /** What its load files declare. */
  readonly declared?: readonly DeclaredOptions[];
}

/** The configuration of a start in empty directories, refused wishes included. */
export function configOf(start: Start): Config {
  return readConfig(inputOf(start), optionTable(loadOptions(start.declared ?? [])));
}

export function inputOf({
  argv = [],
  env = {},
  home = '/nowhere/home',
  cwd = '/nowhere',
}: Start): ConfigInput {
  return { argv, env, home, cwd };
}

/** What was thrown; fails where nothing was, or something else. */
export function errorOf(run: () => unknown): StatestormError {
  try {
    run();
  } catch (error) {
    if (error instanceof StatestormError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A directory with the given files, gone after the test. */
export function directoryWith(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'statestorm-config-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}
