import { CommanderError } from 'commander';
import { StatestormError } from '../domain/errors.ts';
import { buildCommand, isVariadic } from './command.ts';
import type { Given } from './given.ts';
import { didYouMean } from './nearest.ts';
import type { OptionSpec } from './optionSpec.ts';
import { findOption, OPTIONS, RENAMED } from './options.ts';

const SHORTS: ReadonlyMap<string, OptionSpec> = new Map(
  (OPTIONS as readonly OptionSpec[]).flatMap((each) => (each.short ? [[each.short, each]] : [])),
);

/**
 * The values of the command line (without the program), in order. Long flags may be written with underscores,
 * `--flag=value`, `--flag=true|false`, `--noflag`; values are not touched.
 * @throws StatestormError `config.unknownFlag`, `config.missingValue`, `config.invalidValue`.
 */
export function readArguments(argv: readonly string[]): Given[] {
  const given: Given[] = [];
  const command = buildCommand((each) => given.push(each));
  try {
    command.parse(spellOut(argv), { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? explain(error) : error;
  }
  for (const text of command.args) {
    given.push({
      name: 'user-classes',
      text,
      source: { kind: 'arguments', label: 'the words after the flags' },
    });
  }
  return given;
}

/** The same arguments in the one spelling that commander is given. */
function spellOut(argv: readonly string[]): string[] {
  const spelled: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === '--') return [...spelled, ...argv.slice(index)];
    const { words, takesNext } = word.startsWith('--') ? spellLong(word) : spellShort(word);
    spelled.push(...words);
    if (!takesNext) continue;
    const value = argv[++index];
    if (value === undefined || isFlag(value)) {
      const why = value === undefined ? 'needs a value' : `needs a value before ${value}`;
      throw new StatestormError('config.missingValue', `${word} ${why}: ${takesNext.type.expects}`, {
        hint: `Write --${takesNext.name}=... where a value begins with a hyphen.`,
      });
    }
    spelled[spelled.length - 1] = `--${takesNext.name}=${value}`;
  }
  return spelled;
}

interface Spelled {
  readonly words: readonly string[];
  /** The option whose value is the next word. */
  readonly takesNext?: OptionSpec | undefined;
}

function spellLong(word: string): Spelled {
  const [, typed = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const name = typed.replaceAll('_', '-');
  const option = findOption(name);
  if (option === undefined || option.positional) {
    const negated = findOption(name.replace(/^no-?/, ''));
    const off = name.startsWith('no') && negated?.type.takes === 'flag' && !negated.argumentOnly;
    return { words: [off && value === undefined ? `--no-${negated.name}` : word] };
  }
  if (option.type.takes !== 'flag') {
    if (value !== undefined) return { words: [`--${name}=${value}`] };
    return { words: [`--${name}`], takesNext: isVariadic(option) ? undefined : option };
  }
  if (value === undefined) return { words: [`--${name}`] };
  const on = option.type.parse(value);
  if (on === undefined) {
    throw new StatestormError(
      'config.invalidValue',
      `--${name}: ${JSON.stringify(value)} is not true or false`,
      {
        hint: `Write --${name}, --${name}=true or --${name}=false.`,
      },
    );
  }
  return { words: [on ? `--${name}` : `--no-${name}`] };
}

/** Short flags: `-u 5`, `-u5`, `-u=5`, `-lu5`. */
function spellShort(word: string): Spelled {
  if (!/^-[^-]/.test(word)) return { words: [word] };
  const words: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const option = SHORTS.get(word[at]!);
    if (option === undefined) return { words: [word] };
    words.push(`--${option.name}`);
    if (option.type.takes === 'flag') continue;
    const value = word.slice(at + 1).replace(/^=/, '');
    if (at + 1 < word.length) words[words.length - 1] = `--${option.name}=${value}`;
    return { words, takesNext: at + 1 < word.length || isVariadic(option) ? undefined : option };
  }
  return { words };
}

function isFlag(word: string): boolean {
  if (word.startsWith('--'))
    return word === '--' || findOption(word.slice(2).replace(/=.*$/s, '')) !== undefined;
  return /^-[a-z]$/i.test(word) && SHORTS.has(word[1]!);
}

function explain(error: CommanderError): StatestormError {
  const typed = /unknown option '([^']*)'/.exec(error.message)?.[1];
  if (typed === undefined) {
    return new StatestormError('config.invalidArguments', error.message.replace(/^error: /, ''), {
      hint: 'See statestorm --help.',
      cause: error,
    });
  }
  const name = typed.replace(/=.*$/s, '');
  return new StatestormError('config.unknownFlag', `${name} is no flag of statestorm`, {
    hint: suggest(name),
  });
}

function suggest(typed: string): string {
  const name = typed.replace(/^-+/, '').replaceAll('_', '-');
  const renamed = RENAMED[name];
  if (renamed !== undefined) return `It is called --${renamed} now.`;
  if (!typed.startsWith('--')) return 'See statestorm --help for the flags.';
  const known = (OPTIONS as readonly OptionSpec[]).filter((each) => !each.positional && !each.hidden);
  const otherwise = 'See statestorm --help for the flags.';
  return didYouMean(
    name,
    known.map((each) => each.name),
    otherwise,
    '--',
  );
}
