import { loadFiles } from './authoring/loadFiles.ts';
import { type LoadOption, loadOptions } from './authoring/loadOptions.ts';
import { type Glance, glance } from './config/glance.ts';
import type { ConfigInput } from './config/layers.ts';
import { type Outcome, parse } from './config/parse.ts';
import { explain } from './explain.ts';

/**
 * What the command line asks for, by the options of the program and of the load files that it names, which are
 * imported for that. Help is given where these cannot be imported, too: why not goes to stderr.
 * @throws StatestormError of `loadFiles` and `parse`
 */
export async function readCommandLine(input: ConfigInput): Promise<Outcome> {
  return parse(input, await declaredOptions(glance(input), input.cwd));
}

async function declaredOptions({ asks, loadFiles: paths }: Glance, cwd: string): Promise<LoadOption[]> {
  if (asks === 'version' || paths.length === 0) return [];
  try {
    const { options } = await loadFiles(paths, cwd);
    return loadOptions(options);
  } catch (error) {
    if (asks !== 'help') throw error;
    process.stderr.write(`${explain(error)}\n`);
    return [];
  }
}
