import type { LoadOption } from '../../authoring/loadOptions.ts';
import type { LocustPortOptions } from '../options.ts';
import type { ExtraOption } from './wire.ts';

export type { ExtraOption } from './wire.ts';

/** The options of load files by their fields, for the page's form. */
export function extraOptions({ test, config }: LocustPortOptions): Record<string, ExtraOption> {
  return Object.fromEntries(
    (config.options ?? []).map((option) => [option.field, extraOption(option, test.options[option.key])]),
  );
}

function extraOption(option: LoadOption, value: unknown): ExtraOption {
  const { secret, required, description, choices } = option;
  const isOptional = !required && option.default === undefined;
  return {
    default_value: secret ? '' : ((value ?? null) as ExtraOption['default_value']),
    is_secret: secret,
    // A secret that was given need not be typed again.
    is_required: required && !(secret && value !== undefined),
    help_text: description === '' ? null : description,
    is_multiple: false,
    // A select without an empty choice would choose the first by itself.
    choices: choices === undefined ? null : [...(isOptional ? [''] : []), ...choices],
  };
}
