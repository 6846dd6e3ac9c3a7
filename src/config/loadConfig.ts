import { messageOf, StatestormError } from '../domain/errors.ts';
import { accessNotices } from './accessNotices.ts';
import { type ClassConfig, readClassConfigs } from './classConfigs.ts';
import type { Given, Source } from './given.ts';
import { type ConfigInput, readLayers } from './layers.ts';
import type { OptionSpec } from './optionSpec.ts';
import { defaultOf, keyOf, OPTIONS, type OptionValues, variablesOf } from './options.ts';
import { type OptionTable, PROGRAM_OPTIONS } from './optionTable.ts';
import { doubtfulVariables } from './readEnvironment.ts';
import { twinNotices } from './twinNotices.ts';
import { FROM_MASTER } from './valueTypes.ts';

/** Everything that a process was told at its start. Times in ms; ports undefined where nobody asked for one. */
export interface Config extends Omit<OptionValues, 'configUsers'> {
  /** What --config-users says of classes, in its order. */
  readonly configUsers: readonly ClassConfig[];
  /** The values of options that load files declare, by their names there. */
  readonly custom: Readonly<Record<string, unknown>>;
  /** The values of secret options: texts that no line of the log may hold. */
  readonly secrets: readonly string[];
  /** Where each value came from. */
  readonly sources: Readonly<Record<keyof OptionValues, Source>>;
  /** Sentences for the log: what was given and has no effect, such as a variable with a mistyped name. */
  readonly notices: readonly string[];
}

/** What an option is, and who said so. */
interface Found {
  readonly value: unknown;
  readonly source: Source;
}

/**
 * The configuration, from the files of the home and the working directory, `--config`, the environment and the
 * arguments; later ones win, lists are replaced whole.
 * @throws StatestormError `config.*` naming where the wrong value came from; a start that fails by it ends with 2.
 */
export function loadConfig(input: ConfigInput, table: OptionTable = PROGRAM_OPTIONS): Config {
  const config = readConfig(input, table);
  requireDeclared(config, table);
  return config;
}

/** The configuration, be it one that this version carries out or not. */
export function readConfig(input: ConfigInput, table: OptionTable = PROGRAM_OPTIONS): Config {
  const found = findAll(input, table);
  const own = (OPTIONS as readonly OptionSpec[]).filter((each) => !each.argumentOnly);
  const entriesOf = <K extends keyof Found>(part: K): [string, Found[K]][] =>
    own.map((each) => [keyOf(each), found.get(each)![part]]);
  const { value, source } = found.get(table.find('config-users')!)!;
  const merged = {
    ...Object.fromEntries(entriesOf('value')),
    sources: Object.fromEntries(entriesOf('source')),
    configUsers: readClassConfigs(value as readonly string[], { cwd: input.cwd, label: source.label }),
    custom: Object.freeze(
      Object.fromEntries(table.declared.map((each) => [each.key, found.get(each)!.value])),
    ),
    secrets: table.all.flatMap((each) => (each.secret ? textsOf(found.get(each)?.value) : [])),
    notices: doubtfulVariables(input.env, table),
  } as unknown as Config;
  return Object.freeze(settle(merged));
}

/** What each option is: of the last layer that gives it, or its default. */
function findAll(input: ConfigInput, table: OptionTable): Map<OptionSpec, Found> {
  const found = new Map<OptionSpec, Found>();
  for (const option of table.all) {
    found.set(option, { value: defaultOf(option), source: { kind: 'default', label: 'default' } });
  }
  for (const layer of readLayers(input, table)) {
    for (const [name, given] of Map.groupBy(layer, (each) => each.name)) {
      const option = table.find(name)!;
      if (!option.argumentOnly) {
        found.set(option, { value: combine(option, given), source: given.at(-1)!.source });
      }
    }
  }
  return found;
}

/** A secret as the texts that would give it away. */
function textsOf(value: unknown): string[] {
  return [value].flat().flatMap((each) => (each === undefined || each === '' ? [] : [String(each)]));
}

/** A load that begins at once needs all that its file demands; another may be given it by /swarm. */
function requireDeclared(config: Config, { declared }: OptionTable): void {
  const { headless, autostart, list, showTaskRatio, showTaskRatioJson, custom } = config;
  const begins = (headless || autostart) && !(list || showTaskRatio || showTaskRatioJson);
  if (!begins) return;
  const missing = declared.find(({ required, key }) => required && custom[key] === undefined);
  if (missing === undefined) return;
  const variable = variablesOf(missing).at(-1);
  throw new StatestormError('config.missingValue', `The load file demands --${missing.name}`, {
    hint: `Give --${missing.name} or ${variable}: ${missing.type.expects}.`,
  });
}

/** The value of what one source gave for an option: lists are joined, else the last counts. */
function combine(option: OptionSpec, given: readonly Given[]): unknown {
  const parsed = given.map((each) => check(option, each));
  return option.type.takes === 'many' ? Object.freeze(parsed.flat()) : parsed.at(-1);
}

function check(option: OptionSpec, { text, source }: Given): unknown {
  if (text.trim() === option.type.unset) return defaultOf(option);
  const what = source.kind === 'file' ? `${source.label} (${option.name})` : source.label;
  if (option.secret) return checkSecret(option, text, what);
  try {
    const value = option.type.parse(text);
    if (value !== undefined) return value;
  } catch (cause) {
    const told = `${what}: ${messageOf(cause)}`;
    // Its message and its hint say all: where it was thrown is nobody's business.
    if (cause instanceof StatestormError) throw wrong(told, cause.hint ?? `Give ${option.type.expects}.`);
    throw wrong(told, `Give ${option.type.expects}.`, cause);
  }
  throw wrong(
    `${what}: ${JSON.stringify(text)} is not ${option.type.expects}`,
    `Give ${option.type.expects}.`,
  );
}

/** The same without a word of the value, be it in a cause. */
function checkSecret({ type }: OptionSpec, text: string, what: string): unknown {
  try {
    const value = type.parse(text);
    if (value !== undefined) return value;
  } catch {
    // Its message may quote what was given.
  }
  throw wrong(`${what}: what was given is not ${type.expects}`, `Give ${type.expects}.`);
}

/** What several options say together. */
function settle(config: Config): Config {
  const { sources } = config;
  if (config.autoquit !== undefined && !config.autostart) {
    conflict(
      `${sources.autoquit.label} has no meaning without --autostart`,
      'Add --autostart, or leave it out.',
    );
  }
  if (config.users !== undefined && config.users > config.maxUsers) {
    conflict(
      `${sources.users.label}: ${config.users} users are more than --max-users allows (${config.maxUsers})`,
      'Ask for fewer, or raise --max-users.',
    );
  }
  if (config.skipLogSetup && config.logfile !== undefined) {
    conflict(
      `${sources.logfile.label} and ${sources.skipLogSetup.label} exclude each other`,
      'Give one of them.',
    );
  }
  const settled = settleMode(config);
  refuseHalfRoles({ ...config, ...settled }, settled.mode);
  return {
    ...config,
    headless: config.headless && !config.headful,
    ...settled,
    ...(settled.mode === 'worker' && {
      locustfile: config.locustfile.filter((path) => path !== FROM_MASTER),
    }),
    notices: [...config.notices, ...accessNotices(config), ...twinNotices(config)],
  };
}

const RANK = { default: 0, file: 1, environment: 2, arguments: 3 } as const;

function conflict(text: string, hint: string): never {
  throw new StatestormError('config.conflict', text, { hint });
}

/** One coordinator decides for both ports' tests, and a worker works for both. */
function refuseHalfRoles(
  { masterSreRecipe, workerSreRecipe, processes, sources }: Config,
  mode: Config['mode'],
): void {
  const other =
    masterSreRecipe && mode !== 'master'
      ? 'master'
      : workerSreRecipe && mode !== 'worker'
        ? 'worker'
        : undefined;
  if (other !== undefined) {
    const { label } = sources[other === 'master' ? 'masterSreRecipe' : 'workerSreRecipe'];
    conflict(`${label} without --${other}`, `Add --${other}: it holds for both ports' tests.`);
  }
  if (mode !== 'standalone' && processes !== 1) {
    conflict(
      `${sources.processes.label} and ${sources.mode.label} exclude each other`,
      'Start as many workers as there are cores.',
    );
  }
}

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
