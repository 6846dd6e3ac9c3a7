import { existsSync, readFileSync } from 'node:fs';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { Given } from './given.ts';
import { didYouMean } from './nearest.ts';
import type { OptionSpec } from './optionSpec.ts';
import { findOption, OPTIONS, RENAMED } from './options.ts';

/** `key = value`, `key: value`, `key value` or `key` alone; a comment may follow after a blank. */
const LINE = /^(?:--)?([^\s=:;#[\]]+)(?:\s*[=:]\s*|\s+|$)(.*)$/s;

/**
 * The values of a config file: one `key = value` a line, `#` and `;` for comments, quotes around a value
 * dropped, lists as `[a, b]`, a key alone for true. Section headings are skipped, as Locust does.
 * @param optional a file that is not there has no values, instead of being an error.
 * @throws StatestormError `config.unreadable`, `config.unknownKey`, `config.badLine`.
 */
export function readConfigFile(path: string, { optional = false }: { optional?: boolean } = {}): Given[] {
  return parseConfigFile(readText(path, optional), path);
}

/** The values in the text of a config file; `path` is what errors name. */
export function parseConfigFile(text: string, path: string): Given[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .flatMap((raw, index) => {
      const line = raw.trim();
      const label = `${path}:${index + 1}`;
      if (line === '' || /^([#;]|-{3}|\[[^,]*\]$)/.test(line)) return [];
      const [, key, value] = LINE.exec(line) ?? fail('config.badLine', `${label}: this is no "key = value"`);
      const option = keyed(key!, label);
      return [
        { name: option.name, text: cleaned(value!, line === key), source: { kind: 'file' as const, label } },
      ];
    });
}

function keyed(key: string, label: string): OptionSpec {
  const option = findOption(key);
  if (option?.argumentOnly || option?.name === 'config') {
    return fail('config.unknownKey', `${label}: ${key} cannot be set in a file`, 'Give it as an argument.');
  }
  if (option) return option;
  const wanted = key.replaceAll('_', '-');
  const known = (OPTIONS as readonly OptionSpec[])
    .filter((each) => !each.argumentOnly)
    .map((each) => each.name);
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

function readText(path: string, optional: boolean): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    // Also where the folder may not be entered, as root's home by another user.
    if (optional && !existsSync(path)) return '';
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
