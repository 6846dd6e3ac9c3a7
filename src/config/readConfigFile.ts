import { existsSync, readFileSync } from 'node:fs';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { Given } from './given.ts';
import { didYouMean } from './nearest.ts';
import type { OptionSpec } from './optionSpec.ts';
import { RENAMED } from './options.ts';
import type { OptionTable } from './optionTable.ts';

/** `key = value`, `key: value`, `key value` or `key` alone; a comment may follow after a blank. */
const LINE = /^(?:--)?([^\s=:;#[\]]+)(?:\s*[=:]\s*|\s+|$)(.*)$/s;

/** How a config file is read. */
interface Reading {
  /** A file that is not there has no values, instead of being an error. */
  readonly optional?: boolean;
  /** Lines that cannot be read, and files, are left out instead of being an error. */
  readonly tolerant?: boolean;
}

/**
 * The values of a config file: one `key = value` a line, `#` and `;` for comments, quotes around a value
 * dropped, lists as `[a, b]`, a key alone for true. Section headings are skipped, as Locust does.
 * @throws StatestormError `config.unreadable`, `config.unknownKey`, `config.badLine`.
 */
export function readConfigFile(path: string, table: OptionTable, reading: Reading = {}): Given[] {
  return parseConfigFile(readText(path, reading), path, table, reading);
}

/** The values in the text of a config file; `path` is what errors name. */
export function parseConfigFile(
  text: string,
  path: string,
  table: OptionTable,
  { tolerant = false }: Reading = {},
): Given[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .flatMap((raw, index) => {
      const line = raw.trim();
      const label = `${path}:${index + 1}`;
      if (line === '' || /^([#;]|-{3}|\[[^,]*\]$)/.test(line)) return [];
      const [, key, value] = LINE.exec(line) ?? [];
      const option = key === undefined ? undefined : settable(key, table);
      if (option === undefined) return tolerant ? [] : refuse(key, label, table);
      return [
        { name: option.name, text: cleaned(value!, line === key), source: { kind: 'file' as const, label } },
      ];
    });
}

/** The option of a key, where a file may set it. */
function settable(key: string, table: OptionTable): OptionSpec | undefined {
  const option = table.find(key);
  return option?.argumentOnly || option?.name === 'config' ? undefined : option;
}

/** Says what is wrong with a line; its key is undefined where it has none. */
function refuse(key: string | undefined, label: string, table: OptionTable): never {
  if (key === undefined) return fail('config.badLine', `${label}: this is no "key = value"`);
  if (table.find(key)) {
    return fail('config.unknownKey', `${label}: ${key} cannot be set in a file`, 'Give it as an argument.');
  }
  const wanted = key.replaceAll('_', '-');
  const known = table.all.filter((each) => !each.argumentOnly).map((each) => each.name);
  const renamed = RENAMED[wanted];
  return fail(
    'config.unknownKey',
    `${label}: ${key} is no option of statestorm`,
    renamed
      ? `It is called ${renamed} now.`
      : didYouMean(wanted, known, 'See statestorm --help for the options.'),
  );
}

function cleaned(rest: string, alone: boolean): string {
  if (alone) return 'true';
  const quoted = /^(["'])(.*)\1\s*(?:[#;].*)?$/.exec(rest);
  if (quoted) return quoted[2]!;
  return rest.replace(/(^|\s)[#;].*$/, '').trim();
}

function readText(path: string, { optional = false, tolerant = false }: Reading): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    // Also where the folder may not be entered, as root's home by another user.
    if (tolerant || (optional && !existsSync(path))) return '';
    throw new StatestormError(
      'config.unreadable',
      `The config file ${path} cannot be read: ${messageOf(cause)}`,
      {
        hint: 'Give --config (or LOCUST_CONFIG) a text file that this user may read.',
        cause,
      },
    );
  }
}

function fail(code: string, message: string, hint = 'Write one "key = value" a line.'): never {
  throw new StatestormError(code, message, { hint });
}
