import { join, resolve } from 'node:path';
import type { Given } from './given.ts';
import type { OptionTable } from './optionTable.ts';
import { readArguments } from './readArguments.ts';
import { readConfigFile } from './readConfigFile.ts';
import { type Environment, readEnvironment } from './readEnvironment.ts';

/** What a process is started with. */
export interface ConfigInput {
  /** The arguments after the program: `process.argv.slice(2)`. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** The home directory; undefined where there is none. */
  readonly home: string | undefined;
}

const FILES = ['locust.conf', 'statestorm.conf'];

/**
 * All that was given: by the files of the home and the working directory, `--config`, the environment and the
 * arguments, weakest first.
 * @param tolerant leaves out what is unknown or cannot be read, instead of judging it.
 * @throws StatestormError `config.*`
 */
export function readLayers(
  { argv, env, cwd, home }: ConfigInput,
  table: OptionTable,
  { tolerant = false }: { tolerant?: boolean } = {},
): Given[][] {
  const fromArguments = readArguments(argv, table, { tolerant });
  const fromEnvironment = readEnvironment(env, table);
  const extra = [...fromEnvironment, ...fromArguments]
    .filter((each) => each.name === 'config' && each.text !== '')
    .at(-1);
  const found = [
    ...(home ? FILES.map((file) => join(home, `.${file}`)) : []),
    ...FILES.map((file) => join(cwd, file)),
  ];
  return [
    ...found.map((path) => readConfigFile(path, table, { optional: true, tolerant })),
    extra ? readConfigFile(resolve(cwd, extra.text), table, { tolerant }) : [],
    fromEnvironment,
    fromArguments,
  ];
}
