import type { LoadRequest } from './loadRequest.ts';
import type { Plan } from './plan.ts';
import { endOf } from './planning.ts';
import { askShape } from './shapeAnswer.ts';

/** How far a run with a known end has come; times in ms since the epoch. */
export interface Progress {
  readonly by: 'runTime' | 'shape';
  readonly startedAt: number;
  readonly endsAt: number;
}

/** What is known of a run. */
export interface Known {
  readonly plan: Plan;
  readonly request: LoadRequest;
  /** When the present shape began, ms since the epoch. */
  readonly shapeStartAt: number;
}

/** Changes of a shape that are looked through for its end. */
const MOST_CHANGES = 1000;

/** What ends a run first, and when; null where nothing does, or nobody knows: a shape that does not say when it changes. */
export function progressOf({ plan, request, shapeStartAt }: Known): Progress | null {
  if (plan.state === 'stopped') return null;
  const planned = endOf(plan);
  const over = shapeEnd(request);
  const shapeEndsAt = over === null ? null : shapeStartAt + over * 1000;
  if (shapeEndsAt !== null && (planned === null || shapeEndsAt < planned)) {
    return { by: 'shape', startedAt: shapeStartAt, endsAt: shapeEndsAt };
  }
  return planned === null ? null : { by: 'runTime', startedAt: plan.startAt, endsAt: planned };
}

const ends = new WeakMap<object, number | null>();

/** Seconds from the start of a request's shape to its end. A shape is a pure function: it is asked once a request. */
function shapeEnd(request: LoadRequest): number | null {
  const known = ends.get(request);
  if (known !== undefined) return known;
  const end = findEnd(request);
  ends.set(request, end);
  return end;
}

function findEnd(request: LoadRequest): number | null {
  let at = 0;
  for (let change = 0; change < MOST_CHANGES; change++) {
    const answer = askShape(request, at);
    if (answer?.kind === 'over') return at;
    if (answer?.kind !== 'load' || answer.changesAt === null || !(answer.changesAt > at)) return null;
    at = answer.changesAt;
  }
  return null;
}
