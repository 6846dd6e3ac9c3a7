import type { Config } from './loadConfig.ts';
import type { Later, OptionSpec } from './optionSpec.ts';
import { defaultOf, keyOf, OPTIONS, type OptionValues } from './options.ts';

/** Something that was asked for and that this version does not carry out. */
export interface Unsupported {
  readonly option: string;
  /** Where it was asked for: `--master`, `LOCUST_MODE`, `/etc/locust.conf:3`. */
  readonly asked: string;
  /** What does not work and what to do instead, as sentences. */
  readonly missing: string;
  readonly instead: string;
}

/** All that was asked for and that this version does not carry out; whoever starts the program logs them. */
export function unsupported(config: Config): Unsupported[] {
  const seen = new Set<string>();
  return (OPTIONS as readonly OptionSpec[]).flatMap((option) => {
    if (option.later === undefined || !isAsked(config, option)) return [];
    const { label } = config.sources[keyOf(option) as keyof OptionValues];
    if (option.type.takes !== 'many' && seen.has(label)) return [];
    seen.add(label);
    const { missing, instead }: Later = option.later;
    return [{ option: option.name, asked: label, missing, instead }];
  });
}

function isAsked(config: Config, option: OptionSpec): boolean {
  const value = config[keyOf(option) as keyof OptionValues];
  if (Array.isArray(value)) return value.length > 0;
  return value !== false && value !== defaultOf(option);
}
