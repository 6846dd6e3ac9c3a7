import type { ClassTarget } from './plan.ts';

/** What decides how many users of a class there are. */
export interface ClassWeight {
  readonly name: string;
  /** The share among the classes that have no fixed count; 0 leaves the class out. */
  readonly weight: number;
  /** Exactly so many, whatever the weights; 0 for none fixed. */
  readonly fixedCount: number;
}

/** Users of each class. */
export type Counts = Readonly<Record<string, number>>;

/** One step of a ramp: a user of a class more, or one less. */
export interface Step {
  readonly name: string;
  readonly change: 1 | -1;
}

/**
 * How many users of each class a total comes to. Fixed counts are met first, in the order given; the rest is
 * mixed by weight, each next user going to the class furthest behind its share (as Locust's dispatcher does).
 */
export function shareUsers(total: number, classes: readonly ClassWeight[]): ClassTarget[] {
  const counts = new Map<string, number>(classes.map((each) => [each.name, 0]));
  let left = total;
  for (const each of classes) {
    if (each.fixedCount <= 0) continue;
    const count = Math.min(each.fixedCount, left);
    counts.set(each.name, count);
    left -= count;
  }
  const weighted = classes.filter((each) => each.fixedCount <= 0 && each.weight > 0);
  const totalWeight = weighted.reduce((sum, each) => sum + each.weight, 0);
  if (weighted.length > 0) {
    // The greedy sequence comes back to exact shares once per round of whole weights: jump over whole rounds.
    const whole = weighted.every((each) => Number.isInteger(each.weight));
    const rounds = whole ? Math.floor(left / totalWeight) : 0;
    for (const each of weighted) counts.set(each.name, rounds * each.weight);
    let given = rounds * totalWeight;
    for (let k = left - given; k > 0; k--) {
      given++;
      const next = furthestBehind(
        weighted,
        (each) => (each.weight / totalWeight) * given - counts.get(each.name)!,
      );
      counts.set(next.name, counts.get(next.name)! + 1);
    }
  }
  return classes.map((each) => ({
    name: each.name,
    count: counts.get(each.name)!,
    fixed: each.fixedCount > 0,
  }));
}

function furthestBehind<T>(items: readonly T[], lag: (item: T) => number): T {
  let best = items[0] as T;
  let most = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const value = lag(item);
    if (value > most + 1e-9) {
      best = item;
      most = value;
    }
  }
  return best;
}

/**
 * The steps from the users there are to the users wanted, in the order in which they are to be made. At every
 * moment each class is as far on its way as the others, so that a mix by weight stays one all along; classes
 * that no longer fit go as others come. Growing, fixed counts come first; shrinking, they go last. Nothing is
 * moved that need not be.
 */
export function* rampSteps(present: Counts, target: readonly ClassTarget[]): Generator<Step> {
  const wanted = new Map(target.map((each) => [each.name, each.count]));
  const fixed = new Set(target.filter((each) => each.fixed).map((each) => each.name));
  const names = [...new Set([...wanted.keys(), ...Object.keys(present)])];
  const moves = names.map((name) => ({ name, by: (wanted.get(name) ?? 0) - (present[name] ?? 0) }));
  const share = (change: 1 | -1, ofFixed: boolean): string[] =>
    interleave(
      moves
        .filter(({ name, by }) => by * change > 0 && fixed.has(name) === ofFixed)
        .map(({ name, by }) => ({ name, count: Math.abs(by) })),
    );
  const coming = [...share(1, true), ...share(1, false)];
  const going = [...share(-1, false), ...share(-1, true)];
  let came = 0;
  let went = 0;
  while (came < coming.length || went < going.length) {
    // Where classes are exchanged, one comes as one goes.
    if (came * going.length <= went * coming.length && came < coming.length) {
      yield { name: coming[came++] as string, change: 1 };
    } else yield { name: going[went++] as string, change: -1 };
  }
}

/**
 * Each name as often as counted, spread evenly: after any part of the list each had about that part of its count. Names of
 * one count take turns, so that only the next of each count has to be looked at: many members of a fleet, few counts.
 */
function interleave(counts: readonly { readonly name: string; readonly count: number }[]): string[] {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const turns = [...Map.groupBy(counts, ({ count }) => count)].map(([count, takers]) => ({
    ...{ count, given: 0 },
    takers: takers.map(({ name }) => name),
  }));
  const names: string[] = [];
  for (let k = 1; k <= total; k++) {
    const next = furthestBehind(turns, ({ count, takers, given }) => {
      return (count * k) / total - Math.floor(given / takers.length);
    });
    names.push(next.takers[next.given++ % next.takers.length] as string);
  }
  return names;
}

/**
 * How many steps of a ramp are due: the first at once, then one every 1/rate seconds, so that a rate below 1
 * works and users are spread over each second.
 */
export function stepsDue(elapsedMs: number, rate: number): number {
  if (elapsedMs < 0) return 0;
  if (!Number.isFinite(rate)) return Number.MAX_SAFE_INTEGER;
  return Math.floor((elapsedMs * rate) / 1000 + 1e-6) + 1;
}

/** When the step of the given index (from 0) is due, ms after the ramp's start. */
export function stepDueAt(index: number, rate: number): number {
  return Number.isFinite(rate) ? (index * 1000) / rate : 0;
}
