import { type AnyActorRef, assign, sendTo, setup } from 'xstate';
import { type Clock, LONGEST_TIMER_MS } from '../src/domain/clock.ts';
import { messageOf } from '../src/domain/errors.ts';
import type { LoadRequest, RunIdentity } from '../src/domain/loadRequest.ts';
import type { ShapeTick } from '../src/domain/loadShape.ts';
import type { Plan } from '../src/domain/plan.ts';
import { editedPlan, endOf, firstPlan, shapedPlan, stoppedPlan } from '../src/domain/planning.ts';
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
  | { type: 'run.reached' }
  /** With the reason `failed` comes what failed. */
  | { type: 'run.stopping'; reason: StopReason; failure?: string }
  | { type: 'run.exhausted'; crashes: number };

export interface RunInput {
  readonly identity: RunIdentity;
  readonly request: LoadRequest;
  readonly clock: Clock;
  /** Who hears the reports. */
  readonly supervisor: AnyActorRef;
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
}

/** How often a shape is asked, ms. */
const SHAPE_INTERVAL_MS = 1000;

/** What the shape wants now; null where it is over, or there is none. */
function shapeTick({ clock, shapeStartAt, request }: RunContext): ShapeTick | null {
  return request.shape?.tick((clock.now() - shapeStartAt) / 1000) ?? null;
}

/** What an edit makes of a run. A shape goes on unless the edit brings another, which then begins. */
function edited(context: RunContext, request: LoadRequest): Partial<RunContext> {
  const now = context.clock.now();
  const shapeStartAt = request.shape === context.request.shape ? context.shapeStartAt : now;
  const tick = shapeTick({ ...context, request, shapeStartAt });
  return { request, shapeStartAt, plan: editedPlan(context.plan, request, now, tick) };
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
    followShape: assign({
      plan: ({ context }) => {
        const tick = shapeTick(context);
        return tick ? shapedPlan(context.plan, context.request, tick) : context.plan;
      },
    }),
    endPlan: assign({ plan: ({ context }) => stoppedPlan(context.plan) }),
    sendPlan: sendTo('fleet', ({ context }) => ({ type: 'plan.changed', plan: context.plan })),
    rememberReason: assign({
      reason: ({ context, event }) => (event.type === 'run.stop' ? event.reason : context.reason),
    }),
    rememberRunTime: assign({ reason: 'runTime' }),
    rememberShapeEnd: assign({ reason: 'shape' }),
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
    reportReached: sendTo(({ context }) => context.supervisor, { type: 'run.reached' }),
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
    hasNoShape: ({ context }) => context.request.shape === null,
    shapeIsOver: ({ context }) => shapeTick(context) === null,
    shapeMoves: ({ context }) => {
      const tick = shapeTick(context);
      return Boolean(tick && shapedPlan(context.plan, context.request, tick) !== context.plan);
    },
    isLatest: ({ context, event }) =>
      event.type === 'fleet.reached' && event.generation === context.plan.generation,
  },
  delays: {
    untilEnd: ({ context }) => {
      const left = (endOf(context.plan) ?? 0) - context.clock.now();
      return Math.min(LONGEST_TIMER_MS, Math.max(1, left));
    },
    untilShapeTick: ({ context }) => {
      const elapsed = context.clock.now() - context.shapeStartAt;
      return Math.max(1, (Math.floor(elapsed / SHAPE_INTERVAL_MS) + 1) * SHAPE_INTERVAL_MS - elapsed);
    },
  },
}).createMachine({
  id: 'run',
  context: ({ input }) => ({
    ...input,
    plan: firstPlan(input.identity, input.request, input.clock.now()),
    reason: 'user',
    failure: undefined,
    shapeStartAt: input.clock.now(),
  }),
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
              always: [{ guard: 'hasNoShape', target: 'none' }, { target: 'following' }],
            },
            none: {},
            following: {
              after: {
                untilShapeTick: [
                  { guard: 'shapeIsOver', target: '#run.stopping', actions: 'rememberShapeEnd' },
                  {
                    guard: 'shapeMoves',
                    target: '#run.active',
                    reenter: true,
                    actions: ['followShape', 'sendPlan', 'reportPlan'],
                  },
                  { target: 'following', reenter: true },
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
