import type { Chart, Dwelling, Population } from '../../../inspect/wire.ts';
import type { Badge } from '../chart/marks.ts';

/** The state of users that nobody watches: they are counted where their loops say that they are. */
const UNWATCHED = 'cruising';

/** How warm a number of users is among all of them: from 0 to 1, and small shares are told from none. */
export function heatOf(users: number, all: number): number {
  return all <= 0 || users <= 0 ? 0 : Math.min(1, Math.sqrt(users / all));
}

/** The numbers of users on the user chart, by path. */
export function populationBadges({ nodes }: Chart, { users, states }: Population): Map<string, Badge> {
  const leaves = nodes.filter(({ type }) => type === 'atomic' || type === 'final');
  return new Map(
    leaves.map(({ path, key }): [string, Badge] => {
      if (key === UNWATCHED) return [path, { ...NOBODY, note: 'not watched' }];
      const dwelling = states[path] ?? NOBODY;
      return [path, { ...dwelling, heat: heatOf(dwelling.users, users) }];
    }),
  );
}

/** The numbers of users on a journey's chart, by path. */
export function journeyBadges(
  { nodes }: Chart,
  counts: Readonly<Record<string, number>>,
): Map<string, Badge> {
  const leaves = nodes.filter(({ type }) => type === 'atomic' || type === 'final');
  const all = leaves.reduce((sum, { path }) => sum + (counts[path] ?? 0), 0);
  return new Map(
    leaves.map(({ path }): [string, Badge] => {
      const users = counts[path] ?? 0;
      return [path, { ...NOBODY, users, heat: heatOf(users, all) }];
    }),
  );
}

/** The numbers of a fleet's workers on their chart, by path. */
export function workerBadges(chart: Chart, counts: Readonly<Record<string, number>>): Map<string, Badge> {
  const badges = [...journeyBadges(chart, counts)];
  return new Map(badges.map(([path, badge]) => [path, { ...badge, unit: 'worker' }]));
}

/** Users on a chart; those that are not watched stand elsewhere. */
export function usersOn(badges: ReadonlyMap<string, Badge>): number {
  let sum = 0;
  for (const { users, note } of badges.values()) if (note === undefined) sum += users;
  return sum;
}

/** A place where users are, for the list beside the chart. */
export interface Place extends Dwelling {
  readonly name: string;
  readonly heat: number;
}

/** The places of each class, the fullest first: its tasks, and the wait between them. */
export function placesByClass({
  users,
  tasks,
  waiting,
}: Population): { name: string; users: number; places: Place[] }[] {
  const classes = [...new Set([...Object.keys(tasks), ...Object.keys(waiting)])];
  return classes.map((name) => {
    const places = Object.entries(tasks[name] ?? {}).map(([task, dwelling]) =>
      placeOf(task, dwelling, users),
    );
    const wait = waiting[name];
    if (wait) places.push(placeOf(BETWEEN, wait, users));
    places.sort((a, b) => b.users - a.users);
    return { name, users: places.reduce((sum, place) => sum + place.users, 0), places };
  });
}

/** What the wait between two tasks is called. */
export const BETWEEN = 'between tasks';

function placeOf(name: string, dwelling: Dwelling, all: number): Place {
  return { ...dwelling, name, heat: heatOf(dwelling.users, all) };
}

const NOBODY = { users: 0, p50: null, p95: null, heat: 0 } as const;
