import { useMemo } from 'react';
import type { Chart, ChartListing, LiveActor, LiveState } from '../../inspect/wire.ts';
import { type Marks, NO_MARKS } from './chart/marks.ts';
import { activeBefore, activeOf, eventOf, type Playback } from './follow/playback.ts';
import { journeyBadges, populationBadges, workerBadges } from './live/census.ts';
import { tracedEdges } from './live/tracedEdges.ts';

/** What lights up on a chart now, and the actors of its machine. */
export interface MarksOf {
  readonly marks: Marks;
  readonly actors: readonly LiveActor[];
  /** The actor that is shown. */
  readonly chosen: LiveActor | undefined;
}

export function useMarksOf({
  chart,
  kind,
  live,
  playback,
  actor,
}: {
  readonly chart: Chart | undefined;
  readonly kind: ChartListing['kind'];
  readonly live: LiveState | null;
  /** Of the user that is followed. */
  readonly playback: Playback | null;
  readonly actor: string | null;
}): MarksOf {
  const actors = useMemo(
    () => live?.actors.filter(({ machine }) => machine === chart?.id) ?? [],
    [live, chart],
  );
  const chosen = actors.find((each) => each.actor === actor) ?? latest(actors);
  const marks = useMemo(() => {
    if (chart === undefined) return NO_MARKS;
    if (kind === 'actors') return chosen ? actorMarks(chart, chosen) : NO_MARKS;
    if (kind === 'workers') {
      const badges = workerBadges(chart, live?.workers ?? {});
      return { ...(chosen ? actorMarks(chart, chosen) : NO_MARKS), badges };
    }
    if (kind === 'journey')
      return { ...NO_MARKS, badges: journeyBadges(chart, live?.journeys[chart.id] ?? {}) };
    const badges = live ? populationBadges(chart, live.population) : NO_MARKS.badges;
    if (playback === null || playback.heard.machine !== chart.id) return { ...NO_MARKS, badges };
    return { ...followMarks(chart, playback), badges };
  }, [chart, kind, chosen, live, playback]);
  return { marks, actors, chosen };
}

/** The one that is alive, the last of them; else the last. */
function latest(actors: readonly LiveActor[]): LiveActor | undefined {
  return actors.findLast(({ status }) => status === 'active') ?? actors.at(-1);
}

function actorMarks(chart: Chart, { active, trace }: LiveActor): Marks {
  const last = trace.at(-1);
  return {
    ...NO_MARKS,
    active: new Set(active),
    traced: new Set(last ? tracedEdges(chart, last) : []),
    tracedAt: last?.at ?? 0,
  };
}

function followMarks(chart: Chart, playback: Playback): Omit<Marks, 'badges'> {
  const active = activeOf(playback);
  const event = eventOf(playback);
  if (event === undefined || event.kind === 'request') return { ...NO_MARKS, active: new Set(active) };
  const name = event.kind === 'state' ? event.event : `task.${event.phase}`;
  const taken = { event: name, from: activeBefore(playback), to: active };
  return { active: new Set(active), traced: new Set(tracedEdges(chart, taken)), tracedAt: event.seq };
}
