import { type AnyActorRef, assign, sendTo, setup } from 'xstate';
import { type Clock, LONGEST_TIMER_MS } from '../src/domain/clock.ts';
import type { LoadRequest, RunIdentity } from '../src/domain/loadRequest.ts';
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
  | { type: 'run.stopping'; reason: StopReason }
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

interface RunContext extends RunInput {
  readonly plan: Plan;
  readonly reason: StopReason;
}

/** How often a shape is asked, ms. */
const SHAPE_INTERVAL_MS = 1000;

function secondsOf({ clock, plan }: RunContext): number {
  return (clock.now() - plan.startAt) / 1000;
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
    edit: assign({
      plan: ({ context, event }) =>
        event.type === 'run.edit'
          ? editedPlan(context.plan, event.request, context.clock.now())
          : context.plan,
      request: ({ context, event }) => (event.type === 'run.edit' ? event.request : context.request),
    }),
    followShape: assign({
      plan: ({ context }) => {
        const tick = context.request.shape?.tick(secondsOf(context));
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
    rememberFailure: assign({ reason: 'failed' }),
    reportPlan: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'run.planned', plan: context.plan }),
    ),
    reportSpawning: sendTo(({ context }) => context.supervisor, { type: 'run.spawning' }),
    reportReached: sendTo(({ context }) => context.supervisor, { type: 'run.reached' }),
    reportStopping: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'run.stopping', reason: context.reason }),
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
    shapeIsOver: ({ context }) => context.request.shape?.tick(secondsOf(context)) === null,
    shapeMoves: ({ context }) => {
      const tick = context.request.shape?.tick(secondsOf(context));
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
      const elapsed = context.clock.now() - context.plan.startAt;
      return Math.max(1, (Math.floor(elapsed / SHAPE_INTERVAL_MS) + 1) * SHAPE_INTERVAL_MS - elapsed);
    },
  },
}).createMachine({
  id: 'run',
  context: ({ input }) => ({
    ...input,
    plan: firstPlan(input.identity, input.request, input.clock.now()),
    reason: 'user',
  }),
  output: ({ context }) => ({ reason: context.reason, plan: context.plan }),
  invoke: {
    id: 'fleet',
    src: 'fleet',
    input: ({ context, self }) => ({ plan: context.plan, clock: context.clock, supervisor: self }),
    onError: { target: '.stopped', actions: ['rememberFailure', 'endPlan', 'reportStopping'] },
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
      entry: ['endPlan', 'sendPlan', 'reportStopping'],
      on: {
        'fleet.emptied': 'stopped',
      },
    },
    stopped: { type: 'final' },
  },
});
