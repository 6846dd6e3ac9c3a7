import { type Counts, rampSteps, stepDueAt } from './dispatch.ts';
import type { ClassTarget, ClosedLoad, Line, Plan } from './plan.ts';

/** Users of each class that each member has, by the members' ids. */
export type Shares = Readonly<Record<string, Counts>>;

/** How members go from one sharing to the next: together they make one ramp at the load's rate. */
export interface Sharing {
  readonly before: Shares;
  readonly after: Shares;
  /** When the first step is due, ms since the epoch. */
  readonly rampAt: number;
}

/** A plan that says what each of its members has to do. */
export interface SharedPlan extends Plan {
  readonly sharing: Sharing;
}

interface MemberStep extends Line {
  readonly member: string;
}

/**
 * Shares out the users of each class: members differ by one at most, the ones over go to those who have them
 * already, then to those with the fewest users. So as few users as possible move when members come and go.
 */
export function shareOut(
  classes: readonly ClassTarget[],
  members: readonly string[],
  before: Shares = {},
): Shares {
  const shares: Record<string, Record<string, number>> = Object.fromEntries(
    members.map((member) => [member, {}]),
  );
  if (members.length === 0) return shares;
  const totals = new Map(members.map((member) => [member, 0]));
  for (const { name, count } of classes) {
    const each = Math.floor(count / members.length);
    const over = count % members.length;
    const has = (member: string): number => Math.min(1, Math.max(0, (before[member]?.[name] ?? 0) - each));
    const order = [...members].sort(
      (a, b) => has(b) - has(a) || (totals.get(a) as number) - (totals.get(b) as number),
    );
    for (const [place, member] of order.entries()) {
      const users = each + (place < over ? 1 : 0);
      (shares[member] as Record<string, number>)[name] = users;
      totals.set(member, (totals.get(member) as number) + users);
    }
  }
  return shares;
}

/**
 * The steps of all members in one order, each with its time: member and class are as far on their way as all
 * others at every moment, so that members who know the same sharing add up exactly without speaking to each other.
 */
function* memberSteps(load: ClosedLoad, { before, after, rampAt }: Sharing): Generator<MemberStep> {
  const fixed = new Set(load.classes.filter((each) => each.fixed).map(({ name }) => name));
  const target = entriesOf(after).map(([key, count]) => ({
    name: key,
    count,
    fixed: fixed.has(classOf(key)),
  }));
  let index = 0;
  for (const { name: key, change } of rampSteps(Object.fromEntries(entriesOf(before)), target)) {
    yield { at: rampAt + stepDueAt(index++, load.rate), member: memberOf(key), name: classOf(key), change };
  }
}

/** Where the members are at a moment, ms since the epoch, if each keeps to its lines. */
export function sharesAt(plan: SharedPlan, now: number): Shares {
  const { sharing, loads } = plan;
  const shares: Record<string, Record<string, number>> = {};
  for (const [key, count] of entriesOf(sharing.before)) add(shares, memberOf(key), classOf(key), count);
  for (const { at, member, name, change } of loads[0] ? memberSteps(loads[0], sharing) : []) {
    if (at > now) break;
    add(shares, member, name, change);
  }
  return shares;
}

/** The plan as one member carries it out: its own users, and its own lines. */
export function memberPlan(plan: SharedPlan, member: string): Plan {
  const own = plan.sharing.after[member] ?? {};
  const loads = plan.loads.map((load) => ({
    ...load,
    classes: load.classes.map((each) => ({ ...each, count: own[each.name] ?? 0 })),
    lines: [...memberSteps(load, plan.sharing)]
      .filter((step) => step.member === member)
      .map(({ at, name, change }) => ({ at, name, change })),
  }));
  return { ...plan, loads };
}

/** `member` and class as one key; neither holds a tab. */
function entriesOf(shares: Shares): [key: string, count: number][] {
  return Object.entries(shares).flatMap(([member, counts]) =>
    Object.entries(counts).map(([name, count]): [string, number] => [`${member}\t${name}`, count]),
  );
}

function memberOf(key: string): string {
  return key.slice(0, key.indexOf('\t'));
}

function classOf(key: string): string {
  return key.slice(key.indexOf('\t') + 1);
}

function add(shares: Record<string, Record<string, number>>, member: string, name: string, by: number): void {
  shares[member] ??= {};
  const counts = shares[member] as Record<string, number>;
  counts[name] = (counts[name] ?? 0) + by;
}
