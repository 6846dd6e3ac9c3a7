import type { ConfigInput } from './layers.ts';
import { readLayers } from './layers.ts';
import { PROGRAM_OPTIONS } from './optionTable.ts';
import { askedFor, type Outcome } from './parse.ts';
import { FROM_MASTER, files } from './valueTypes.ts';

/** What has to be known before the options can be judged, since load files declare some of them. */
export interface Glance {
  readonly asks: Outcome['kind'];
  readonly loadFiles: readonly string[];
}

/**
 * Looks for the load files, wherever they are given, and passes over all that is unknown or wrong: `parse` says
 * it better, once these files are loaded.
 * @throws StatestormError `config.missingValue` where a flag lacks its value.
 */
export function glance(input: ConfigInput): Glance {
  const given = readLayers(input, PROGRAM_OPTIONS, { tolerant: true })
    .map((layer) => layer.filter((each) => each.name === 'locustfile'))
    .findLast((layer) => layer.length > 0);
  return {
    asks: askedFor(input.argv),
    loadFiles: (given ?? [])
      .flatMap(({ text }) => files.parse(text) ?? [])
      .filter((path) => path !== FROM_MASTER),
  };
}
