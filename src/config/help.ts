import { buildCommand } from './command.ts';
import type { OptionSpec } from './optionSpec.ts';
import { defaultOf, OPTIONS, variablesOf } from './options.ts';

const EXAMPLES = `
Values come from ~/.locust.conf, ~/.statestorm.conf, ./locust.conf, ./statestorm.conf, --config, the environment
and the arguments; later ones win. Each variable may begin with STATESTORM_ in place of LOCUST_.

Examples:
  statestorm --host http://shop.example
  statestorm --headless -u 100 -r 10 -t 20m --html report_{u}_{r}_{t}.html PurchasingUser
  statestorm --task step --host http://shop.example --autostart
`;

/** The help: all options by section, with their defaults and variables. */
export function helpText(): string {
  const byFlag = new Map((OPTIONS as readonly OptionSpec[]).map((each) => [`--${each.name}`, each]));
  return buildCommand()
    .configureOutput({ getOutHelpWidth: () => 110, getOutHasColors: () => false })
    .configureHelp({ optionDescription: (flag) => describe(byFlag.get(flag.long ?? '')!) })
    .helpInformation()
    .concat(EXAMPLES);
}

/** The default in words; undefined where there is nothing to say. */
export function defaultTextOf(option: OptionSpec): string | undefined {
  if (option.defaultText !== undefined) return option.defaultText;
  const value = defaultOf(option);
  return option.type.takes === 'one' && value !== undefined ? String(value) : undefined;
}

function describe(option: OptionSpec): string {
  const notes = [
    ...(option.later ? ['not available yet'] : []),
    ...(defaultTextOf(option) === undefined ? [] : [`default: ${defaultTextOf(option)}`]),
    ...(option.argumentOnly ? [] : [`env: ${variablesOf(option).slice(1).join(', ')}`]),
  ];
  return notes.length === 0 ? option.description : `${option.description} (${notes.join('; ')})`;
}
