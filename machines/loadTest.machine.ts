import { assign, emit, sendTo, setup } from 'xstate';
import type { Clock } from '../src/domain/clock.ts';
import type { LoadRequest, ResumedRun } from '../src/domain/loadRequest.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { StopReason } from '../src/domain/stopReason.ts';
import { type RunReport, runMachine } from './run.machine.ts';

/** What a start does while a load runs. */
export type SecondStart = 'edits' | 'replaces';

export type LoadTestCommand =
  /** Starts a load; while one runs it is edited or replaced, as the start says or else as the test was set up. */
  | { type: 'test.start'; request: LoadRequest; whenRunning?: SecondStart }
  | { type: 'test.stop'; reason: StopReason }
  /** Takes up a test whose process is gone: its run goes on, or it is over. */
  | {
      type: 'test.resume';
      run: number;
      request: LoadRequest;
      resumed: ResumedRun | undefined;
      reason: StopReason | undefined;
    };

/** What a load test tells the world. */
export type LoadTestFact =
  | { type: 'run.began'; run: number; request: LoadRequest; resumed: boolean }
  | { type: 'run.changed'; plan: Plan }
  /** Every planned user was started, or stopped; `holds` where the plan stays so for a while. */
  | { type: 'run.reached'; run: number; holds: boolean }
  | { type: 'run.exhausted'; crashes: number }
  | { type: 'run.ended'; run: number; reason: StopReason; failure: string | undefined };

export interface LoadTestInput {
  /** The test's id, such as `web` or `recipes`. */
  readonly test: string;
  readonly secondStart: SecondStart;
  readonly clock: Clock;
}

export interface LoadTestContext extends LoadTestInput {
  /** Runs begun so far. */
  readonly run: number;
  readonly request: LoadRequest | undefined;
  /** Where the present run was taken up; undefined where it began here. */
  readonly resumed: ResumedRun | undefined;
  /** What starts as soon as the present run has stopped. */
  readonly next: LoadRequest | undefined;
  readonly plan: Plan | undefined;
  readonly reason: StopReason | undefined;
  /** What failed, where the reason is `failed`. */
  readonly failure: string | undefined;
}

/** A load test, one a port: it outlives its runs and decides what a start or a stop means now. */
export const loadTestMachine = setup({
  types: {
    context: {} as LoadTestContext,
    input: {} as LoadTestInput,
    events: {} as LoadTestCommand | RunReport,
    emitted: {} as LoadTestFact,
  },
  actors: {
    run: runMachine,
  },
  actions: {
    takeRequest: assign(({ context, event }) => ({
      request: event.type === 'test.start' ? event.request : context.request,
      next: undefined,
      resumed: undefined,
    })),
    takeNext: assign(({ context }) => ({ request: context.next, next: undefined, resumed: undefined })),
    takeUp: assign(({ event }) => {
      if (event.type !== 'test.resume') return {};
      const { run, request, resumed, reason } = event;
      return { run, request, resumed, reason };
    }),
    beginRun: assign({
      run: ({ context }) => (context.resumed === undefined ? context.run + 1 : context.run),
      plan: undefined,
      reason: undefined,
      failure: undefined,
    }),
    announceBegin: emit(({ context }) => ({
      type: 'run.began',
      run: context.run,
      request: context.request as LoadRequest,
      resumed: context.resumed !== undefined,
    })),
    announcePlan: emit(({ context }) => ({ type: 'run.changed', plan: context.plan as Plan })),
    announceReached: emit(({ context, event }) => ({
      type: 'run.reached',
      run: context.run,
      holds: event.type === 'run.reached' && event.holds,
    })),
    announceExhausted: emit(({ event }) => ({
      type: 'run.exhausted',
      crashes: event.type === 'run.exhausted' ? event.crashes : 0,
    })),
    announceEnd: emit(({ context }) => ({
      type: 'run.ended',
      run: context.run,
      reason: context.reason ?? 'failed',
      failure: context.failure,
    })),
    rememberPlan: assign({
      plan: ({ context, event }) => (event.type === 'run.planned' ? event.plan : context.plan),
    }),
    rememberNext: assign({
      next: ({ context, event }) => (event.type === 'test.start' ? event.request : context.next),
    }),
    forgetNext: assign({ next: undefined }),
    rememberReason: assign({
      reason: ({ context, event }) => (event.type === 'run.stopping' ? event.reason : context.reason),
      failure: ({ context, event }) => (event.type === 'run.stopping' ? event.failure : context.failure),
    }),
    editRun: sendTo('run', ({ event }) => ({
      type: 'run.edit',
      request: (event as { request: LoadRequest }).request,
    })),
    stopRun: sendTo('run', ({ event }) => ({
      type: 'run.stop',
      reason: event.type === 'test.stop' ? event.reason : 'user',
    })),
    replaceRun: sendTo('run', { type: 'run.stop', reason: 'replaced' }),
  },
  guards: {
    secondStartEdits: ({ context, event }) =>
      ((event.type === 'test.start' && event.whenRunning) || context.secondStart) === 'edits',
    goesOn: ({ event }) => event.type === 'test.resume' && event.resumed !== undefined,
    hasNext: ({ context }) => context.next !== undefined,
  },
}).createMachine({
  id: 'loadTest',
  context: ({ input }) => ({
    ...input,
    run: 0,
    request: undefined,
    resumed: undefined,
    next: undefined,
    plan: undefined,
    reason: undefined,
    failure: undefined,
  }),
  initial: 'ready',
  states: {
    ready: {
      on: {
        'test.start': { target: 'active', actions: 'takeRequest' },
        'test.stop': 'stopped',
        'test.resume': [
          { guard: 'goesOn', target: 'active', actions: 'takeUp' },
          { target: 'stopped', actions: 'takeUp' },
        ],
      },
    },
    active: {
      entry: ['beginRun', 'announceBegin'],
      invoke: {
        id: 'run',
        src: 'run',
        input: ({ context, self }) => ({
          identity: { test: context.test, run: context.run, epoch: 1, members: ['local'] },
          request: context.request as LoadRequest,
          clock: context.clock,
          supervisor: self,
          resumed: context.resumed,
        }),
        onDone: 'ended',
        onError: 'ended',
      },
      on: {
        'run.planned': { actions: ['rememberPlan', 'announcePlan'] },
        'run.exhausted': { actions: 'announceExhausted' },
        'run.stopping': { target: '.stopping', actions: 'rememberReason' },
      },
      initial: 'loading',
      states: {
        loading: {
          initial: 'spawning',
          on: {
            'test.start': [
              { guard: 'secondStartEdits', actions: 'editRun' },
              { target: 'stopping', actions: ['rememberNext', 'replaceRun'] },
            ],
            'test.stop': { target: 'stopping', actions: 'stopRun' },
          },
          states: {
            spawning: {
              on: { 'run.reached': { target: 'running', actions: 'announceReached' } },
            },
            running: {
              on: { 'run.spawning': 'spawning' },
            },
          },
        },
        stopping: {
          on: {
            'run.stopping': { actions: 'rememberReason' },
            'test.start': { actions: 'rememberNext' },
            'test.stop': { actions: 'forgetNext' },
          },
        },
      },
    },
    ended: {
      entry: 'announceEnd',
      always: [{ guard: 'hasNext', target: 'active', actions: 'takeNext' }, { target: 'stopped' }],
    },
    stopped: {
      on: {
        'test.start': { target: 'active', actions: 'takeRequest' },
      },
    },
  },
});
