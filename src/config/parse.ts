import { createRequire } from 'node:module';
import { helpText } from './help.ts';
import type { ConfigInput } from './layers.ts';
import { type Config, loadConfig } from './loadConfig.ts';
import type { DeclaredSpec } from './optionSpec.ts';
import { optionTable, PROGRAM_OPTIONS } from './optionTable.ts';
import { readArguments } from './readArguments.ts';

/** What a command line asks for. */
export type Outcome =
  | { readonly kind: 'run'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version'; readonly text: string };

/**
 * What to do, from all that a process was started with. Prints nothing and ends nothing. Help and version are
 * given even where a flag is unknown, a file or a variable wrong.
 * @param declared what load files declare; `glance` tells which these are.
 * @throws StatestormError `config.*`, for which a program exits with 2, or `options.taken`.
 */
export function parse(input: ConfigInput, declared: readonly DeclaredSpec[] = []): Outcome {
  const asked = askedFor(input.argv);
  if (asked === 'version') return { kind: 'version', text: `statestorm ${readVersion()}` };
  const table = optionTable(declared);
  if (asked === 'help') return { kind: 'help', text: helpText(table) };
  return { kind: 'run', config: loadConfig(input, table) };
}

/** What the arguments ask for, be the rest of them right or wrong. */
export function askedFor(argv: readonly string[]): Outcome['kind'] {
  const asked = new Set(readArguments(argv, PROGRAM_OPTIONS, { tolerant: true }).map((each) => each.name));
  if (asked.has('help')) return 'help';
  return asked.has('version') ? 'version' : 'run';
}

/** The version that package.json gives. */
export function readVersion(): string {
  // By its own name: the built program lies deeper in the package than its source.
  const { version } = createRequire(import.meta.url)('statestorm/package.json') as { version: string };
  return version;
}
