import { createRequire } from 'node:module';
import { helpText } from './help.ts';
import { type Config, type ConfigInput, loadConfig } from './loadConfig.ts';
import { readArguments } from './readArguments.ts';

/** What a command line asks for. */
export type Outcome =
  | { readonly kind: 'run'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version'; readonly text: string };

/**
 * What to do, from all that a process was started with. Prints nothing and ends nothing. Help and version are
 * given even where a file or a variable is wrong.
 * @throws StatestormError `config.*`, for which a program exits with 2.
 */
export function parse(input: ConfigInput): Outcome {
  const asked = new Set(readArguments(input.argv).map((each) => each.name));
  if (asked.has('help')) return { kind: 'help', text: helpText() };
  if (asked.has('version')) return { kind: 'version', text: `statestorm ${readVersion()}` };
  return { kind: 'run', config: loadConfig(input) };
}

/** The version that package.json gives. */
export function readVersion(): string {
  // By its own name: the built program lies deeper in the package than its source.
  const { version } = createRequire(import.meta.url)('statestorm/package.json') as { version: string };
  return version;
}
