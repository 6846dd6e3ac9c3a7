import { Command, Option } from 'commander';
import type { Given } from './given.ts';
import type { OptionSpec } from './optionSpec.ts';
import type { OptionTable } from './optionTable.ts';

/**
 * The commander program made from the table of options. It exits nowhere, prints nothing, reads no variable:
 * what it meets goes to `take`, in order; an error of the arguments is a CommanderError.
 */
export function buildCommand(table: OptionTable, take: (given: Given) => void = () => {}): Command {
  const command = new Command('statestorm')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    .helpOption(false)
    .argument('[UserClass...]', table.find('user-classes')!.description)
    .showSuggestionAfterError(false);
  const heard = (name: string, text: string): void =>
    take({ name, text, source: { kind: 'arguments', label: `--${name}` } });
  for (const option of table.all) {
    if (option.positional) continue;
    command.addOption(
      new Option(flagsOf(option), option.description)
        .hideHelp(option.hidden ?? false)
        .helpGroup(`${option.section}:`),
    );
    command.on(`option:${option.name}`, (text?: string | null) => {
      if (option.type.takes === 'flag') heard(option.name, 'true');
      else if (typeof text === 'string') heard(option.name, text);
    });
    if (option.type.takes !== 'flag' || option.argumentOnly) continue;
    command.addOption(new Option(`--no-${option.name}`).hideHelp());
    command.on(`option:no-${option.name}`, () => heard(option.name, 'false'));
  }
  return command;
}

/** The flags as the help shows them: `-u, --users <int>`. */
export function flagsOf(option: OptionSpec): string {
  if (option.positional) return `[${option.argument}...]`;
  const long = option.short ? `-${option.short}, --${option.name}` : `--${option.name}`;
  if (option.type.takes === 'flag') return long;
  return isVariadic(option) ? `${long} [${option.argument}...]` : `${long} <${option.argument}>`;
}

/** Whether an option takes all words up to the next flag, as Locust's `--tags a b`. */
export function isVariadic(option: OptionSpec): boolean {
  return ['tags', 'exclude-tags', 'config-users'].includes(option.name);
}
