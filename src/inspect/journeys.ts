import type { ChartRegistry } from './chartRegistry.ts';
import type { Subject } from './subject.ts';
import type { LiveState } from './wire.ts';

/** The users of a test by journey and state; those that have not begun theirs are in none. */
export function journeysOf({ users, roster }: Subject, charts: ChartRegistry): LiveState['journeys'] {
  const journeys: Record<string, Record<string, number>> = {};
  for (const name of users.names) {
    const machine = users.get(name)?.definition.journey?.machine;
    const id = machine && charts.idOf(machine);
    if (id === undefined) continue;
    journeys[id] ??= {};
    const counts = journeys[id];
    for (const { life } of roster.membersOf(name)) {
      const state = life.route?.journeyState;
      if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
    }
  }
  return journeys;
}
