import { join, resolve } from 'node:path';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { Given, Source } from './given.ts';
import type { OptionSpec } from './optionSpec.ts';
import { defaultOf, findOption, keyOf, OPTIONS, type OptionValues } from './options.ts';
import { readArguments } from './readArguments.ts';
import { readConfigFile } from './readConfigFile.ts';
import { doubtfulVariables, type Environment, readEnvironment } from './readEnvironment.ts';
import { refuseUnsupported } from './unsupported.ts';

/** Everything that a process was told at its start. Times in ms; ports undefined where nobody asked for one. */
export interface Config extends OptionValues {
  /** Where each value came from. */
  readonly sources: Readonly<Record<keyof OptionValues, Source>>;
  /** Sentences for the log: what was given and has no effect, such as a variable with a mistyped name. */
  readonly notices: readonly string[];
}

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
 * The configuration, from the files of the home and the working directory, `--config`, the environment and the
 * arguments; later ones win, lists are replaced whole.
 * @throws StatestormError `config.*` naming where the wrong value came from; a start that fails by it ends with 2.
 */
export function loadConfig(input: ConfigInput): Config {
  const config = readConfig(input);
  refuseUnsupported(config);
  return config;
}

/** The configuration, be it one that this version carries out or not. */
export function readConfig({ argv, env, cwd, home }: ConfigInput): Config {
  const fromArguments = readArguments(argv);
  const fromEnvironment = readEnvironment(env);
  const extra = [...fromEnvironment, ...fromArguments]
    .filter((each) => each.name === 'config' && each.text !== '')
    .at(-1);
  const found = [
    ...(home ? FILES.map((file) => join(home, `.${file}`)) : []),
    ...FILES.map((file) => join(cwd, file)),
  ];
  const layers = [
    ...found.map((path) => readConfigFile(path, { optional: true })),
    extra ? readConfigFile(resolve(cwd, extra.text)) : [],
    fromEnvironment,
    fromArguments,
  ];
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  for (const option of OPTIONS as readonly OptionSpec[]) {
    if (option.argumentOnly) continue;
    values[keyOf(option)] = defaultOf(option);
    sources[keyOf(option)] = { kind: 'default', label: 'default' };
  }
  for (const layer of layers) {
    for (const [name, given] of Map.groupBy(layer, (each) => each.name)) {
      const option = findOption(name)!;
      if (option.argumentOnly) continue;
      values[keyOf(option)] = combine(option, given);
      sources[keyOf(option)] = given.at(-1)!.source;
    }
  }
  const merged = { ...values, sources, notices: doubtfulVariables(env) } as unknown as Config;
  return Object.freeze(settle(merged));
}

/** The value of what one source gave for an option: lists are joined, else the last counts. */
function combine(option: OptionSpec, given: readonly Given[]): unknown {
  const parsed = given.map((each) => check(option, each));
  return option.type.takes === 'many' ? Object.freeze(parsed.flat()) : parsed.at(-1);
}

function check(option: OptionSpec, { text, source }: Given): unknown {
  if (text.trim() === option.type.unset) return defaultOf(option);
  const what = source.kind === 'file' ? `${source.label} (${option.name})` : source.label;
  try {
    const value = option.type.parse(text);
    if (value !== undefined) return value;
  } catch (cause) {
    const hint = cause instanceof StatestormError ? cause.hint : undefined;
    throw wrong(`${what}: ${messageOf(cause)}`, hint ?? `Give ${option.type.expects}.`, cause);
  }
  throw wrong(
    `${what}: ${JSON.stringify(text)} is not ${option.type.expects}`,
    `Give ${option.type.expects}.`,
  );
}

/** What several options say together. */
function settle(config: Config): Config {
  const { sources } = config;
  const conflict = (text: string, hint: string): never => {
    throw new StatestormError('config.conflict', text, { hint });
  };
  if (config.autoquit !== undefined && !config.autostart) {
    conflict(
      `${sources.autoquit.label} has no meaning without --autostart`,
      'Add --autostart, or leave it out.',
    );
  }
  if (config.skipLogSetup && config.logfile !== undefined) {
    conflict(
      `${sources.logfile.label} and ${sources.skipLogSetup.label} exclude each other`,
      'Give one of them.',
    );
  }
  return { ...config, headless: config.headless && !config.headful, ...settleMode(config) };
}

const RANK = { default: 0, file: 1, environment: 2, arguments: 3 } as const;

/** One mode from --mode, --master and --worker: the strongest source decides, a flag before the mode. */
function settleMode(config: Config): Pick<Config, 'mode' | 'sources'> {
  const rank = (key: 'mode' | 'master' | 'worker'): number => RANK[config.sources[key].kind];
  const [master, worker] = [config.master ? rank('master') : -1, config.worker ? rank('worker') : -1];
  if (master >= 0 && master === worker) {
    throw new StatestormError(
      'config.conflict',
      `${config.sources.master.label} and ${config.sources.worker.label} exclude each other`,
      { hint: 'A process is a master or a worker.' },
    );
  }
  const [flag, strength] = master > worker ? (['master', master] as const) : (['worker', worker] as const);
  if (strength < rank('mode') || strength < 0) return { mode: config.mode, sources: config.sources };
  return { mode: flag, sources: { ...config.sources, mode: config.sources[flag] } };
}

function wrong(message: string, hint: string, cause?: unknown): StatestormError {
  return new StatestormError('config.invalidValue', message, { hint, cause });
}
