import type { ChartRegistry } from './chartRegistry.ts';
import type { Subject } from './subject.ts';
import type { LiveState } from './wire.ts';

/** The users of a test by journey and state; those that have not begun theirs are in none. */
export function journeysOf({ roster }: Subject, charts: ChartRegistry): LiveState['journeys'] {
  const journeys: Record<string, Record<string, number>> = {};
  for (const { life } of roster.members()) {
    const { journey } = life.userClass.definition;
    const state = life.route?.journeyState;
    if (journey === undefined || state === undefined) continue;
    const id = charts.idOf(journey.machine);
    if (id === undefined) continue;
    journeys[id] ??= {};
    journeys[id][state] = (journeys[id][state] ?? 0) + 1;
  }
  return journeys;
}
