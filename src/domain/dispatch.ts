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
 * The steps from the users there are to the users wanted, in the order in which they are to be made: classes
 * that no longer fit go as others come, and at every moment the classes stand to each other as the target
 * says. Growing, fixed counts come first; shrinking, they go last. Nothing is moved that need not be.
 */
export function* rampSteps(present: Counts, target: readonly ClassTarget[]): Generator<Step> {
  const wanted = new Map(target.map((each) => [each.name, each.count]));
  const fixed = new Set(target.filter((each) => each.fixed).map((each) => each.name));
  const now = new Map<string, number>();
  for (const each of target) now.set(each.name, present[each.name] ?? 0);
  for (const [name, count] of Object.entries(present)) if (!now.has(name)) now.set(name, count);

  const from = new Map(now);
  const want = (name: string): number => wanted.get(name) ?? 0;
  const adding = [...now.keys()].filter((name) => want(name) > now.get(name)!);
  const removing = [...now.keys()].filter((name) => want(name) < now.get(name)!);
  let toAdd = adding.reduce((sum, name) => sum + want(name) - now.get(name)!, 0);
  let toRemove = removing.reduce((sum, name) => sum + now.get(name)! - want(name), 0);
  const additions = toAdd;
  const removals = toRemove;
  const targetTotal = [...wanted.values()].reduce((sum, count) => sum + count, 0);
  const startTotal = [...now.values()].reduce((sum, count) => sum + count, 0);
  let total = startTotal;

  const step = (name: string, change: 1 | -1): Step => {
    now.set(name, now.get(name)! + change);
    total += change;
    return { name, change };
  };

  while (toAdd > 0 || toRemove > 0) {
    // Where classes are exchanged, additions and removals go side by side.
    const addNext = toAdd > 0 && (toRemove === 0 || toAdd / additions >= toRemove / removals);
    if (addNext) {
      const open = adding.filter((name) => now.get(name)! < want(name));
      const first = open.find((name) => fixed.has(name));
      const name =
        first ?? furthestBehind(open, (each) => (want(each) / targetTotal) * (total + 1) - now.get(each)!);
      yield step(name, 1);
      toAdd--;
    } else {
      const open = removing.filter((name) => now.get(name)! > want(name));
      const loose = open.filter((name) => !fixed.has(name));
      const base = targetTotal > 0 ? want : (name: string): number => from.get(name)!;
      const baseTotal = targetTotal > 0 ? targetTotal : startTotal;
      const name = furthestBehind(
        loose.length > 0 ? loose : open,
        (each) => now.get(each)! - (base(each) / baseTotal) * (total - 1),
      );
      yield step(name, -1);
      toRemove--;
    }
  }
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
