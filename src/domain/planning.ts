import { type ClassWeight, shareUsers } from './dispatch.ts';
import type { LoadRequest, RunIdentity } from './loadRequest.ts';
import type { Ramp, ShapeTick } from './loadShape.ts';
import type { ClassTarget, ClosedLoad, Plan } from './plan.ts';
import { askShape, type ShapeAnswer } from './shapeAnswer.ts';

/** The first plan of a run, which begins at `now` (ms since the epoch) with what its shape says then. */
export function firstPlan(
  identity: RunIdentity,
  request: LoadRequest,
  now: number,
  answer: ShapeAnswer | null = askShape(request, 0),
): Plan {
  const endsAt = request.runTime === null ? null : now + request.runTime;
  return {
    ...identity,
    generation: 1,
    edits: 0,
    state: 'running',
    seed: request.seed,
    startAt: now,
    host: request.host,
    stopTimeout: request.stopTimeout,
    loads: [closedLoad(request, answer, endsAt)],
  };
}

/**
 * The plan after an edit: users, rate, classes and host are the edit's, or those that its shape answers; a run
 * time counts from `now`.
 */
export function editedPlan(
  plan: Plan,
  request: LoadRequest,
  now: number,
  answer: ShapeAnswer | null = null,
): Plan {
  const endsAt = request.runTime === null ? endOf(plan) : now + request.runTime;
  return {
    ...plan,
    generation: plan.generation + 1,
    edits: plan.edits + 1,
    host: request.host,
    loads: [closedLoad(request, answer, endsAt)],
  };
}

/** The plan after an answer of the shape; the same object where it changes nothing. */
export function shapedPlan(plan: Plan, request: LoadRequest, answer: ShapeAnswer | null): Plan {
  const load = closedLoad(request, answer, endOf(plan));
  if (JSON.stringify([load]) === JSON.stringify(plan.loads)) return plan;
  return { ...plan, generation: plan.generation + 1, loads: [load] };
}

/** The plan of a run that goes on after whoever decided it was gone: all as it was, deadlines included. */
export function resumedPlan(plan: Plan): Plan {
  return { ...plan, generation: plan.generation + 1 };
}

/** The plan that ends a run. */
export function stoppedPlan(plan: Plan): Plan {
  return { ...plan, generation: plan.generation + 1, state: 'stopped' };
}

/** When a plan ends, ms since the epoch; null where nothing ends it. */
export function endOf(plan: Plan): number | null {
  const ends = plan.loads.map((load) => load.endsAt).filter((at) => at !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

function closedLoad(request: LoadRequest, answer: ShapeAnswer | null, endsAt: number | null): ClosedLoad {
  const { users, spawnRate, userClasses } = wanted(request, answer);
  const classes = shareUsers(users, chosen(request, userClasses));
  const rate = typeof spawnRate === 'number' ? spawnRate : rampRate(request, spawnRate, classes);
  return { id: 'main', model: 'closed', classes, rate, endsAt };
}

/** What the shape wants, or the request itself without one; nobody where the shape is over or failed. */
function wanted({ users, spawnRate }: LoadRequest, answer: ShapeAnswer | null): ShapeTick {
  if (answer === null) return { users, spawnRate };
  return answer.kind === 'load' ? answer.tick : { users: 0, spawnRate };
}

function chosen({ classes }: LoadRequest, names: readonly string[] | undefined): readonly ClassWeight[] {
  return names === undefined ? classes : classes.filter(({ name }) => names.includes(name));
}

/**
 * The rate by which a ramp's users and classes have all changed at its end. Where none changes, that by which all
 * would come in its time, so that users that are missing do; at least one a second.
 */
function rampRate(request: LoadRequest, ramp: Ramp, target: readonly ClassTarget[]): number {
  const before = shareUsers(ramp.from, chosen(request, ramp.fromClasses));
  const counts = new Map(before.map(({ name, count }) => [name, -count]));
  for (const { name, count } of target) counts.set(name, (counts.get(name) ?? 0) + count);
  const changes = sum([...counts.values()].map(Math.abs));
  return changes > 0 ? changes / ramp.over : Math.max(1, sum(target.map(({ count }) => count)) / ramp.over);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
