import type { PortOptions } from './options.ts';

/** What to say of a load that would have nobody to carry it if it began now; undefined where it has. */
export function nobodyThere({ workers, config: { workerHint } }: PortOptions): string | undefined {
  if (workers === undefined || workers.count > 0) return undefined;
  return `No worker is there to carry the load${workerHint === undefined ? '' : `: ${workerHint}`}.`;
}
