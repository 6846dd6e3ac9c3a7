import { shareUsers } from './dispatch.ts';
import type { LoadRequest, RunIdentity } from './loadRequest.ts';
import type { ShapeTick } from './loadShape.ts';
import type { Plan } from './plan.ts';

/** The first plan of a run, which begins at `now` (ms since the epoch). */
export function firstPlan(identity: RunIdentity, request: LoadRequest, now: number): Plan {
  const endsAt = request.runTime === null ? null : now + request.runTime;
  const tick = request.shape?.tick(0) ?? null;
  return {
    ...identity,
    generation: 1,
    state: 'running',
    seed: request.seed,
    startAt: now,
    host: request.host,
    stopTimeout: request.stopTimeout,
    loads: [closedLoad(request, tick, endsAt)],
  };
}

/**
 * The plan after an edit: users, rate, classes and host are the edit's, or those of its shape's tick; a run time
 * counts from `now`.
 */
export function editedPlan(
  plan: Plan,
  request: LoadRequest,
  now: number,
  tick: ShapeTick | null = null,
): Plan {
  const endsAt = request.runTime === null ? endOf(plan) : now + request.runTime;
  return {
    ...plan,
    generation: plan.generation + 1,
    host: request.host,
    loads: [closedLoad(request, tick, endsAt)],
  };
}

/** The plan after a tick of the shape; the same object where the tick changes nothing. */
export function shapedPlan(plan: Plan, request: LoadRequest, tick: ShapeTick): Plan {
  const load = closedLoad(request, tick, endOf(plan));
  if (JSON.stringify([load]) === JSON.stringify(plan.loads)) return plan;
  return { ...plan, generation: plan.generation + 1, loads: [load] };
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

function closedLoad(
  request: LoadRequest,
  tick: ShapeTick | null,
  endsAt: number | null,
): Plan['loads'][number] {
  const only = tick?.userClasses;
  const classes = only ? request.classes.filter((each) => only.includes(each.name)) : request.classes;
  return {
    id: 'main',
    model: 'closed',
    classes: shareUsers(tick?.users ?? request.users, classes),
    rate: tick?.spawnRate ?? request.spawnRate,
    endsAt,
  };
}
