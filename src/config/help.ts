import { buildCommand } from './command.ts';
import type { OptionSpec } from './optionSpec.ts';
import { defaultOf, variablesOf } from './options.ts';
import type { OptionTable } from './optionTable.ts';

const EXAMPLES = `
Values come from ~/.locust.conf, ~/.statestorm.conf, ./locust.conf, ./statestorm.conf, --config, the environment
and the arguments; later ones win. Each variable may begin with STATESTORM_ in place of LOCUST_.

Examples:
  statestorm --host http://shop.example
  statestorm --headless -u 100 -r 10 -t 20m --html report_{u}_{r}_{t}.html PurchasingUser
  statestorm --task step --host http://shop.example --autostart
`;

/** The help: all options by section, with their defaults and variables. */
export function helpText(table: OptionTable): string {
  const byFlag = new Map(table.all.map((each) => [`--${each.name}`, each]));
  return buildCommand(table)
    .configureOutput({ getOutHelpWidth: () => 110, getOutHasColors: () => false })
    .configureHelp({ optionDescription: (flag) => describe(byFlag.get(flag.long ?? '')!) })
    .helpInformation()
    .concat(EXAMPLES);
}

/** The default in words; undefined where there is nothing to say, or nothing that may be said. */
export function defaultTextOf(option: OptionSpec): string | undefined {
  if (option.defaultText !== undefined) return option.defaultText;
  const value = defaultOf(option);
  if (option.secret || value === undefined) return undefined;
  // A flag without a default is false, which goes without saying.
  return option.type.takes === 'one' || value === true ? String(value) : undefined;
}

function describe(option: OptionSpec): string {
  const notes = [
    ...(option.later ? ['not available yet'] : []),
    ...(option.argument === 'choice' ? [option.type.expects] : []),
    ...('required' in option && option.required ? ['required'] : []),
    ...(defaultTextOf(option) === undefined ? [] : [`default: ${defaultTextOf(option)}`]),
    ...(option.argumentOnly ? [] : [`env: ${variablesOf(option).slice(1).join(', ')}`]),
  ];
  if (notes.length === 0) return option.description;
  return `${option.description} (${notes.join('; ')})`.trimStart();
}
