import { type AnyActorRef, assign, log, sendTo, setup } from 'xstate';
import { type Clock, LONGEST_TIMER_MS } from '../src/domain/clock.ts';
import { messageOf } from '../src/domain/errors.ts';
import type { LoadRequest, ResumedRun, RunIdentity } from '../src/domain/loadRequest.ts';
import type { Plan } from '../src/domain/plan.ts';
import {
  editedPlan,
  endOf,
  firstPlan,
  resumedPlan,
  shapedPlan,
  stoppedPlan,
} from '../src/domain/planning.ts';
import { askShape, passesOver, type ShapeAnswer } from '../src/domain/shapeAnswer.ts';
import type { StopReason } from '../src/domain/stopReason.ts';
import type { FleetCommand, FleetInput, FleetReport } from './spawner.machine.ts';
import { type Provided, provided } from './support/provided.ts';

export type RunCommand =
  | { type: 'run.edit'; request: LoadRequest }
  | { type: 'run.stop'; reason: StopReason };

/** What a run reports to its load test. */
export type RunReport =
  | { type: 'run.planned'; plan: Plan }
  | { type: 'run.spawning' }
  /** `holds`: nothing is known to change for a while. */
  | { type: 'run.reached'; holds: boolean }
  /** With the reason `failed` comes what failed. */
  | { type: 'run.stopping'; reason: StopReason; failure?: string }
  | { type: 'run.exhausted'; crashes: number };

export interface RunInput {
  readonly identity: RunIdentity;
  readonly request: LoadRequest;
  readonly clock: Clock;
  /** Who hears the reports. */
  readonly supervisor: AnyActorRef;
  /** Set where it goes on and does not begin. */
  readonly resumed?: ResumedRun | undefined;
}

export interface RunOutput {
  readonly reason: StopReason;
  readonly plan: Plan;
}

export interface RunContext extends RunInput {
  readonly plan: Plan;
  readonly reason: StopReason;
  /** What failed, where the reason is `failed`. */
  readonly failure: string | undefined;
  /** When the present shape began, ms since the epoch: with the run, or with the edit that brought it. */
  readonly shapeStartAt: number;
  /** What the shape said when it was last asked; null where there is none. */
  readonly answer: ShapeAnswer | null;
}

/** How often a shape is asked at least, ms. */
const SHAPE_INTERVAL_MS = 1000;

/** Less than a clock can tell, ms: a moment that a sum of seconds misses by so much has come. */
const HAIR_MS = 1e-6;

function began(input: RunInput): RunContext {
  const { identity, request, clock, resumed } = input;
  const now = clock.now();
  if (resumed !== undefined) {
    const { plan, shapeStartAt } = resumed;
    const answer = askShape(request, (now - shapeStartAt) / 1000);
    return { ...input, plan: resumedPlan(plan), answer, reason: 'user', failure: undefined, shapeStartAt };
  }
  const answer = askShape(request, 0);
  const plan = firstPlan(identity, request, now, answer);
  return { ...input, plan, answer, reason: 'user', failure: undefined, shapeStartAt: now };
}

/** What an edit makes of a run. A shape goes on unless the edit brings another, which then begins. */
function edited(context: RunContext, request: LoadRequest): Partial<RunContext> {
  const now = context.clock.now();
  const shapeStartAt = request.shape === context.request.shape ? context.shapeStartAt : now;
  const answer = askShape(request, (now - shapeStartAt) / 1000);
  return { request, shapeStartAt, answer, plan: editedPlan(context.plan, request, now, answer) };
}

/** Seconds since the present shape began. */
function shapeSeconds({ clock, shapeStartAt }: RunContext): number {
  return (clock.now() - shapeStartAt) / 1000;
}

/** When the shape is asked next, ms since it began. */
function nextAsk(context: RunContext): number {
  const elapsed = context.clock.now() - context.shapeStartAt;
  const second = (Math.floor(elapsed / SHAPE_INTERVAL_MS) + 1) * SHAPE_INTERVAL_MS;
  return Math.min(second, nextChange(context) * 1000);
}

/** Whether the plan is to stay as it is when the shape is asked next; true without a shape. */
function holds(context: RunContext): boolean {
  const { plan, request, answer } = context;
  return answer === null || shapedPlan(plan, request, askShape(request, nextAsk(context) / 1000)) === plan;
}

/** When the shape says that it changes next, seconds since its beginning. */
function nextChange({ answer }: RunContext): number {
  return (answer?.kind === 'load' ? answer.changesAt : null) ?? Number.POSITIVE_INFINITY;
}

/**
 * One run's life: it writes the plan and its fleet carries it out. It owns every deadline of the run, as an
 * absolute end, so that none can outlive it.
 */
export const runMachine = setup({
  types: {
    context: {} as RunContext,
    input: {} as RunInput,
    output: {} as RunOutput,
    events: {} as RunCommand | FleetReport,
  },
  actors: {
    fleet: provided('fleet') as Provided<FleetCommand, FleetInput>,
  },
  actions: {
    edit: assign(({ context, event }) => (event.type === 'run.edit' ? edited(context, event.request) : {})),
    // The one place, but for a start and an edit, that hears the shape: what it said then decides what follows.
    askShape: assign({ answer: ({ context }) => askShape(context.request, shapeSeconds(context)) }),
    followShape: assign({
      plan: ({ context }) => shapedPlan(context.plan, context.request, context.answer),
    }),
    logPassedOver: log(({ context }) => {
      const [from, to] = [nextChange(context), shapeSeconds(context)].map((at) => at.toFixed(3));
      return `The load shape ${context.request.shape?.name} goes on at ${to} s: the process was late, and parts that began from ${from} s on are passed over`;
    }),
    endPlan: assign({ plan: ({ context }) => stoppedPlan(context.plan) }),
    sendPlan: sendTo('fleet', ({ context }) => ({ type: 'plan.changed', plan: context.plan })),
    rememberReason: assign({
      reason: ({ context, event }) => (event.type === 'run.stop' ? event.reason : context.reason),
    }),
    rememberRunTime: assign({ reason: 'runTime' }),
    rememberShapeEnd: assign({ reason: 'shape' }),
    rememberShapeFailure: assign(({ context: { answer } }) => ({
      reason: 'failed' as const,
      failure: answer?.kind === 'failed' ? answer.message : undefined,
    })),
    rememberFailure: assign(({ event }) => ({
      reason: 'failed' as const,
      failure:
        event.type === 'fleet.failed' ? event.message : messageOf((event as { error?: unknown }).error),
    })),
    reportPlan: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'run.planned', plan: context.plan }),
    ),
    reportSpawning: sendTo(({ context }) => context.supervisor, { type: 'run.spawning' }),
    reportReached: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'run.reached', holds: holds(context) }),
    ),
    reportStopping: sendTo(
      ({ context }) => context.supervisor,
      ({ context: { reason, failure } }) => ({
        type: 'run.stopping',
        reason,
        ...(failure !== undefined && { failure }),
      }),
    ),
    reportExhausted: sendTo(
      ({ context }) => context.supervisor,
      ({ event }) => ({
        type: 'run.exhausted',
        crashes: event.type === 'fleet.exhausted' ? event.crashes : 0,
      }),
    ),
  },
  guards: {
    hasNoEnd: ({ context }) => endOf(context.plan) === null,
    isOver: ({ context }) => context.clock.now() >= (endOf(context.plan) ?? Number.POSITIVE_INFINITY),
    hasNoShape: ({ context }) => context.answer === null,
    shapeFailed: ({ context }) => context.answer?.kind === 'failed',
    shapeIsOver: ({ context }) => context.answer?.kind === 'over',
    shapeMoves: ({ context }) => shapedPlan(context.plan, context.request, context.answer) !== context.plan,
    passesOver: ({ context }) => passesOver(context.request, nextChange(context), shapeSeconds(context)),
    isLatest: ({ context, event }) =>
      event.type === 'fleet.reached' && event.generation === context.plan.generation,
  },
  delays: {
    untilEnd: ({ context }) => {
      const left = (endOf(context.plan) ?? 0) - context.clock.now();
      return Math.min(LONGEST_TIMER_MS, Math.max(1, left));
    },
    untilShapeTick: ({ context }) => {
      const left = nextAsk(context) - (context.clock.now() - context.shapeStartAt);
      // Timers count whole ms and would come before the moment.
      return Math.max(1, Math.ceil(left - HAIR_MS));
    },
  },
}).createMachine({
  id: 'run',
  context: ({ input }) => began(input),
  output: ({ context }) => ({ reason: context.reason, plan: context.plan }),
  invoke: {
    id: 'fleet',
    src: 'fleet',
    input: ({ context, self }) => ({ plan: context.plan, clock: context.clock, supervisor: self }),
    onError: { target: '.stopped', actions: ['rememberFailure', 'endPlan', 'reportPlan', 'reportStopping'] },
  },
  on: {
    'fleet.exhausted': { actions: 'reportExhausted' },
  },
  entry: 'reportPlan',
  initial: 'active',
  states: {
    active: {
      type: 'parallel',
      on: {
        'run.stop': { target: 'stopping', actions: 'rememberReason' },
        'fleet.failed': { target: 'stopping', actions: 'rememberFailure' },
        'run.edit': { target: 'active', reenter: true, actions: ['edit', 'sendPlan', 'reportPlan'] },
      },
      states: {
        users: {
          initial: 'spawning',
          states: {
            spawning: {
              entry: 'reportSpawning',
              on: {
                'fleet.reached': { guard: 'isLatest', target: 'running', actions: 'reportReached' },
              },
            },
            running: {},
          },
        },
        deadline: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [{ guard: 'hasNoEnd', target: 'none' }, { target: 'armed' }],
            },
            none: {},
            armed: {
              after: {
                untilEnd: [
                  { guard: 'isOver', target: '#run.stopping', actions: 'rememberRunTime' },
                  { target: 'armed', reenter: true },
                ],
              },
            },
          },
        },
        shape: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [
                { guard: 'hasNoShape', target: 'none' },
                { guard: 'shapeFailed', target: '#run.stopping', actions: 'rememberShapeFailure' },
                { guard: 'shapeIsOver', target: '#run.stopping', actions: 'rememberShapeEnd' },
                {
                  guard: 'shapeMoves',
                  target: '#run.active',
                  reenter: true,
                  actions: ['followShape', 'sendPlan', 'reportPlan'],
                },
                { target: 'following' },
              ],
            },
            none: {},
            following: {
              after: {
                untilShapeTick: [
                  { guard: 'passesOver', target: 'deciding', actions: ['logPassedOver', 'askShape'] },
                  { target: 'deciding', actions: 'askShape' },
                ],
              },
            },
          },
        },
      },
    },
    stopping: {
      entry: ['endPlan', 'sendPlan', 'reportPlan', 'reportStopping'],
      on: {
        'fleet.emptied': 'stopped',
      },
    },
    stopped: { type: 'final' },
  },
});
