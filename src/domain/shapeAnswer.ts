import type { ClassWeight } from './dispatch.ts';
import { type LoadRequest, MOST_USERS } from './loadRequest.ts';
import type { LoadShape, ShapeTick } from './loadShape.ts';
import { DUE, demand, isClassNames, isPositive, isUsers, shown } from './shapes/checks.ts';
import { tooMany } from './shapes/peak.ts';

/** What a shape says at a moment, checked: whatever its functions do, it is one of these. */
export type ShapeAnswer =
  | {
      readonly kind: 'load';
      readonly tick: ShapeTick;
      /** When the shape says that it changes next, seconds since its start; null for never. */
      readonly changesAt: number | null;
    }
  | { readonly kind: 'over' }
  /** With a sentence that names the shape, the second and what was wrong. */
  | { readonly kind: 'failed'; readonly message: string };

type Asked = Pick<LoadRequest, 'shape' | 'classes' | 'mostUsers'>;

/** Asks the shape of a request what it wants so many seconds after its start; null where there is no shape. */
export function askShape(request: Asked, seconds: number): ShapeAnswer | null {
  const { shape, classes } = request;
  if (shape === null) return null;
  try {
    demandClasses(shape.userClasses, classes, 'userClasses');
    const tick = called('tick', () => shape.tick(seconds));
    if (tick === null) return { kind: 'over' };
    return { kind: 'load', tick: checkedTick(tick, request), changesAt: changeAfter(shape, seconds) };
  } catch (error) {
    const at = Number(seconds.toFixed(3));
    return { kind: 'failed', message: `The load shape ${shape.name} failed at ${at} s: ${textOf(error)}` };
  }
}

/** Whether a whole part of the shape, which was to begin at `from`, is over by `to`; both in seconds. */
export function passesOver({ shape }: Asked, from: number, to: number): boolean {
  if (shape === null || from > to) return false;
  try {
    const end = changeAfter(shape, from);
    return end !== null && end <= to;
  } catch {
    // It says so itself when it is asked.
    return false;
  }
}

function changeAfter(shape: LoadShape, seconds: number): number | null {
  const at = called('nextChangeAt', () => shape.nextChangeAt?.(seconds) ?? null);
  const isTime = typeof at === 'number' && !Number.isNaN(at);
  demand(at === null || isTime, 'nextChangeAt', 'a number of seconds, or null', at);
  return at;
}

function checkedTick(tick: ShapeTick, { classes, mostUsers = MOST_USERS }: Asked): ShapeTick {
  demand(
    typeof tick === 'object',
    'tick',
    'an object with users and spawnRate, or null once it is over',
    tick,
  );
  if (typeof (tick as { then?: unknown }).then === 'function') {
    // Unheard, its failure would be one of the process.
    Promise.resolve(tick).catch(() => {});
    throw new Error('tick gave a promise: what it wants must be known at once');
  }
  const { users, spawnRate, userClasses } = tick;
  const whole = roundedUsers(users, 'users', mostUsers);
  demandClasses(userClasses, classes, 'userClasses');
  demandTakers(whole, userClasses, classes);
  return {
    users: whole,
    spawnRate: checkedRate(spawnRate, classes, mostUsers),
    ...(userClasses && { userClasses: [...userClasses] }),
  };
}

function checkedRate(
  rate: ShapeTick['spawnRate'],
  classes: readonly ClassWeight[],
  mostUsers: number,
): ShapeTick['spawnRate'] {
  if (typeof rate !== 'object' || rate === null) {
    demand(isPositive(rate), 'spawnRate', DUE.rate, rate);
    return rate;
  }
  const { from, over, fromClasses } = rate;
  demand(isPositive(over), 'spawnRate.over', 'seconds above 0', over);
  demandClasses(fromClasses, classes, 'spawnRate.fromClasses');
  return {
    from: roundedUsers(from, 'spawnRate.from', mostUsers),
    over,
    ...(fromClasses && { fromClasses: [...fromClasses] }),
  };
}

/** Fractions are what a formula gives: they are rounded, as a hair below 0 is. */
function roundedUsers(users: unknown, field: string, most: number): number {
  // Adding 0 makes 0 of -0.
  const whole = typeof users === 'number' ? Math.round(users) + 0 : users;
  demand(isUsers(whole), field, DUE.users, users);
  if (whole > most) throw new Error(`it asks for ${tooMany(whole, most)}`);
  return whole;
}

function demandClasses(
  names: readonly string[] | undefined,
  classes: readonly ClassWeight[],
  field: string,
): void {
  if (names === undefined) return;
  demand(isClassNames(names), field, DUE.userClasses, names);
  const known = classes.map((each) => each.name);
  for (const name of names) demand(known.includes(name), field, `of this run (${known.join(', ')})`, name);
}

/** Users that no class takes would be a load that is not there. */
function demandTakers(
  users: number,
  names: readonly string[] | undefined,
  classes: readonly ClassWeight[],
): void {
  const takes = ({ name, weight, fixedCount }: ClassWeight): boolean =>
    (names?.includes(name) ?? true) && (weight > 0 || fixedCount > 0);
  demand(
    users === 0 || classes.some(takes),
    'userClasses',
    'classes of which one has a weight above 0',
    names,
  );
}

function called<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new Error(`${name} threw ${textOf(error)}`);
  }
}

/** What was thrown, as a text; never throws itself. */
function textOf(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return shown(thrown);
    const { name, message } = thrown;
    return name === 'Error' || name === 'StatestormError' ? message : `${name}: ${message}`;
  } catch {
    return 'an error that cannot be read';
  }
}
