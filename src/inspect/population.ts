import { type DwellSample, place } from './dwellSample.ts';
import type { InspectedUser, Subject } from './subject.ts';
import type { Dwelling, Population } from './wire.ts';

/** The leaves of the user's chart that users are counted in. */
export const LEAF = {
  starting: 'alive.starting',
  executing: 'alive.running.observed.executing',
  waiting: 'alive.running.observed.waiting',
  finishing: 'alive.finishing',
  leaving: 'leaving',
} as const;

type Leaf = keyof typeof LEAF;

/**
 * The users of a test by state and task, from the counters that their loops keep: all of one moment, so that
 * they add up. Those told to finish are counted one by one, since their loops go on counting as before; between
 * two tasks, be it without a wait, a user is waiting.
 * @param leaves all leaves of the user's chart.
 */
export function populationOf(subject: Subject, leaves: readonly string[], sample: DwellSample): Population {
  const sets = subject.census.sets();
  const users = subject.census.alive;
  const sum = (of: (set: (typeof sets)[number]) => number): number =>
    sets.reduce((total, set) => total + of(set), 0);
  const counts: Record<Leaf, number> = {
    starting: sum(({ starting }) => starting),
    executing: sum(({ executing }) => executing.reduce((total, each) => total + each, 0)),
    waiting: sum(({ waiting }) => waiting),
    leaving: sum(({ leaving }) => leaving),
    finishing: 0,
  };
  const between = users - counts.starting - counts.executing - counts.waiting - counts.leaving;
  counts.waiting += between;
  // Passing all users takes its time: only where there is one to find.
  for (const user of subject.roster.leaving > 0 ? subject.roster.members() : []) {
    if (!isFinishing(user)) continue;
    counts.finishing++;
    counts[leafOf(user)]--;
  }
  const measured = (leaf: Leaf): Dwelling =>
    leaf === 'finishing'
      ? { users: counts.finishing, p50: null, p95: null }
      : sample.times.dwelling(place.state(leaf), counts[leaf]);
  const nobody: Dwelling = { users: 0, p50: null, p95: null };
  const keys = Object.keys(LEAF) as Leaf[];
  return {
    users,
    states: {
      ...Object.fromEntries(leaves.map((path) => [path, nobody])),
      ...Object.fromEntries(keys.map((leaf) => [LEAF[leaf], measured(leaf)])),
    },
    ...byClass(sets, sample),
  };
}

function isFinishing({ leaving, actor }: InspectedUser): boolean {
  return (
    leaving && (actor.getSnapshot() as { matches(value: unknown): boolean }).matches({ alive: 'finishing' })
  );
}

/** Where the loop of a finishing user still counts it. */
function leafOf({ life: { phase } }: InspectedUser): Leaf {
  if (typeof phase === 'number') return 'executing';
  return phase === 'none' ? 'waiting' : phase;
}

type ByClass = Pick<Population, 'tasks' | 'waiting'>;

function byClass(sets: ReturnType<Subject['census']['sets']>, { times }: DwellSample): ByClass {
  const tasks: Record<string, Record<string, Dwelling>> = {};
  const waiting: Record<string, Dwelling> = {};
  // A class that was changed has one set of counters for its users from before, and one for those since.
  for (const [name, ofClass] of Map.groupBy(sets, (set) => set.name)) {
    const counts = new Map<string, number>();
    for (const { tasks: paths, executing } of ofClass) {
      for (const [index, path] of paths.entries()) {
        counts.set(path, (counts.get(path) ?? 0) + (executing[index] as number));
      }
    }
    tasks[name] = Object.fromEntries(
      [...counts].map(([path, users]) => [path, times.dwelling(place.task(name, path), users)]),
    );
    const waits = ofClass.reduce((total, set) => total + set.waiting, 0);
    waiting[name] = times.dwelling(place.waiting(name), waits);
  }
  return { tasks, waiting };
}
