import { CommanderError } from 'commander';
import { StatestormError } from '../domain/errors.ts';
import { buildCommand, isVariadic } from './command.ts';
import type { Given } from './given.ts';
import { didYouMean } from './nearest.ts';
import type { OptionSpec } from './optionSpec.ts';
import { RENAMED } from './options.ts';
import type { OptionTable } from './optionTable.ts';

/**
 * The values of the command line (without the program), in order. Long flags may be written with underscores,
 * `--flag=value`, `--flag=true|false`, `--noflag`; values are not touched.
 * @param tolerant leaves out unknown flags and the words that belong to none, instead of judging them.
 * @throws StatestormError `config.unknownFlag`, `config.missingValue`, `config.invalidValue`.
 */
export function readArguments(
  argv: readonly string[],
  table: OptionTable,
  { tolerant = false }: { tolerant?: boolean } = {},
): Given[] {
  const given: Given[] = [];
  const command = buildCommand(table, (each) => given.push(each));
  const spelled = spellOut(argv, table);
  try {
    command.parse(tolerant ? knownOf(spelled, table) : spelled, { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? explain(error, table) : error;
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

/** Of words that are spelled out the flags of the table. */
function knownOf(spelled: readonly string[], table: OptionTable): string[] {
  const end = spelled.indexOf('--');
  return spelled.slice(0, end < 0 ? spelled.length : end).filter((word) => {
    const name = /^--(?:no-)?([^=]+)/.exec(word)?.[1];
    return name !== undefined && table.find(name) !== undefined;
  });
}

/** The same arguments in the one spelling that commander is given. */
function spellOut(argv: readonly string[], table: OptionTable): string[] {
  const spelled: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === '--') return [...spelled, ...argv.slice(index)];
    const { words, takesNext } = word.startsWith('--') ? spellLong(word, table) : spellShort(word, table);
    spelled.push(...words);
    if (!takesNext) continue;
    const value = argv[++index];
    if (value === undefined || isFlag(value, table)) {
      const why =
        value === undefined ? 'needs a value' : `needs a value before ${value.replace(/=.*$/s, '')}`;
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

function spellLong(word: string, table: OptionTable): Spelled {
  const [, typed = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const name = typed.replaceAll('_', '-');
  const option = table.find(name);
  if (option === undefined || option.positional) {
    const negated = table.find(name.replace(/^no-?/, ''));
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
function spellShort(word: string, table: OptionTable): Spelled {
  if (!/^-[^-]/.test(word)) return { words: [word] };
  const words: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const option = table.findShort(word[at]!);
    if (option === undefined) return { words: [word] };
    words.push(`--${option.name}`);
    if (option.type.takes === 'flag') continue;
    const value = word.slice(at + 1).replace(/^=/, '');
    if (at + 1 < word.length) words[words.length - 1] = `--${option.name}=${value}`;
    return { words, takesNext: at + 1 < word.length || isVariadic(option) ? undefined : option };
  }
  return { words };
}

function isFlag(word: string, table: OptionTable): boolean {
  if (word.startsWith('--'))
    return word === '--' || table.find(word.slice(2).replace(/=.*$/s, '')) !== undefined;
  return /^-[a-z]$/i.test(word) && table.findShort(word[1]!) !== undefined;
}

function explain(error: CommanderError, table: OptionTable): StatestormError {
  const typed = /unknown option '([^']*)'/.exec(error.message)?.[1];
  if (typed === undefined) {
    return new StatestormError('config.invalidArguments', error.message.replace(/^error: /, ''), {
      hint: 'See statestorm --help.',
      cause: error,
    });
  }
  const name = typed.replace(/=.*$/s, '');
  return new StatestormError('config.unknownFlag', `${name} is no flag of statestorm`, {
    hint: suggest(name, table),
  });
}

function suggest(typed: string, table: OptionTable): string {
  const name = typed.replace(/^-+/, '').replaceAll('_', '-');
  const renamed = RENAMED[name];
  if (renamed !== undefined) return `It is called --${renamed} now.`;
  if (!typed.startsWith('--')) return 'See statestorm --help for the flags.';
  const known = table.all.filter((each) => !each.positional && !each.hidden);
  const otherwise = 'See statestorm --help for the flags.';
  return didYouMean(
    name,
    known.map((each) => each.name),
    otherwise,
    '--',
  );
}
