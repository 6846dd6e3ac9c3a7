import type { LoadTest } from '../../engine/loadTest.ts';
import { PHASES } from '../../metrics/delta.ts';
import type { EntryTotals } from '../../metrics/entryTotals.ts';
import { HEAT_BOUNDS } from '../../metrics/heat.ts';
import { AGGREGATED, keyOf, numbersOf } from './entryNumbers.ts';
import type { ChartPoint, Charts, EntryChart, EntryKey, PhaseSums } from './wire.ts';

/** The charts of a test, with the points of these entries. */
export function chartsOf(test: LoadTest, keys: readonly EntryKey[], now: number): Charts {
  const { statistics } = test;
  const { history, total } = statistics;
  const wanted = new Set(keys.length === 0 ? [AGGREGATED] : keys);
  const { columns } = history;
  const listed = [...statistics.entries().filter((entry) => history.has(entry)), total];
  const chart = (entry: EntryTotals): EntryChart => {
    const key = keyOf(entry);
    const { method, name } = entry;
    const points = wanted.has(key)
      ? columns.map(({ time, span, users, cells }): ChartPoint => {
          const cell = cells.get(entry);
          return { ...numbersOf(cell, span), time, span, users, heat: inMs(cell?.heat ?? []) };
        })
      : [];
    return { key, method, name, phases: phaseSums(entry), points };
  };
  return { run: test.run, time: now, bounds: HEAT_BOUNDS, entries: listed.map(chart) };
}

/** Places among the bounds as the bounds themselves. */
function inMs(heat: readonly number[]): number[] {
  return heat.map((value, index) => (index % 2 === 0 ? HEAT_BOUNDS[value]! : value));
}

function phaseSums({ phases, requests }: EntryTotals): PhaseSums {
  const sums = Object.fromEntries(PHASES.map((name) => [name, (phases[name].mean * requests) / 1000]));
  return { ...(sums as Record<(typeof PHASES)[number], number>), requests };
}
