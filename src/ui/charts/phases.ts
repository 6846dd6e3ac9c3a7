import type { EntryChart, PhaseSums } from '../../server/stream/wire.ts';

/** The phases of a request in their order, and what each is. */
export const PHASES = [
  { key: 'blocked', name: 'Blocked', about: 'waited for a free connection' },
  { key: 'connecting', name: 'Connecting', about: 'name look-up and TCP' },
  { key: 'tls', name: 'TLS', about: 'handshake' },
  { key: 'sending', name: 'Sending', about: 'the request on its way' },
  { key: 'waiting', name: 'Waiting', about: 'until the first byte of the answer' },
  { key: 'receiving', name: 'Receiving', about: 'the rest of the answer' },
] as const satisfies readonly { key: keyof PhaseSums; name: string; about: string }[];

/** A bar: the mean of each phase, ms, in the order of PHASES. */
export interface PhaseBar {
  readonly key: string;
  readonly means: readonly number[];
  /** Their sum, ms. */
  readonly total: number;
}

/** A bar for each entry that has requests, the slowest first. */
export function phaseBars(entries: readonly EntryChart[]): PhaseBar[] {
  return entries
    .filter(({ phases }) => phases.requests > 0)
    .map(({ key, phases }) => {
      const means = PHASES.map((phase) => phases[phase.key] / phases.requests);
      return { key, means, total: means.reduce((sum, each) => sum + each, 0) };
    })
    .sort((a, b) => b.total - a.total);
}
