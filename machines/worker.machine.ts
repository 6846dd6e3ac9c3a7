import { assign, emit, setup } from 'xstate';
import { type Provided, provided } from './support/provided.ts';

/** What a connection to a worker reports. */
export type WorkerEvent =
  /** It has loaded its users and can take a share. */
  | { type: 'worker.ready' }
  /** It ended, or can no longer be reached; `hopeless` where it would end the same way again. */
  | { type: 'worker.lost'; why: string; hopeless?: boolean }
  /** It is no longer wanted. */
  | { type: 'worker.retire' };

/** What its coordinator is told. */
export type WorkerFact =
  | { type: 'worker.joined' }
  /** It is lost, and will be started anew. */
  | { type: 'worker.left'; why: string }
  /** It is lost, and not tried again: it was lost too often, or would end the same way. */
  | { type: 'worker.abandoned'; why: string };

export interface WorkerInput {
  readonly id: string;
}

export interface WorkerContext extends WorkerInput {
  /** Times that it was lost since it last ran for long. */
  readonly losses: number;
  readonly why: string;
}

/** How often a worker is started anew before it is given up. */
const MOST_RESTARTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/**
 * A worker as its coordinator sees it: started, ready for a share, lost and started anew. So is the NATS server that a
 * coordinator starts, with a connection of its own kind.
 */
export const workerMachine = setup({
  types: {
    context: {} as WorkerContext,
    input: {} as WorkerInput,
    events: {} as WorkerEvent,
    emitted: {} as WorkerFact,
  },
  actors: {
    connection: provided('connection') as Provided<{ type: 'none' }, WorkerInput>,
  },
  actions: {
    announceJoined: emit({ type: 'worker.joined' }),
    announceLeft: emit(({ context }) => ({ type: 'worker.left' as const, why: context.why })),
    announceAbandoned: emit(({ context }) => ({ type: 'worker.abandoned' as const, why: context.why })),
    forgetLosses: assign({ losses: 0 }),
    countLoss: assign({
      losses: ({ context }) => context.losses + 1,
      why: ({ event }) => (event.type === 'worker.lost' ? event.why : 'it did not begin in time'),
    }),
  },
  guards: {
    isHopeless: ({ context, event }) =>
      context.losses >= MOST_RESTARTS || (event.type === 'worker.lost' && event.hopeless === true),
  },
  delays: {
    startBound: 60_000,
    /** Who was ready for so long is no longer held to account for what was before, ms. */
    steadyTime: 600_000,
    restartDelay: ({ context }) => Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (context.losses - 1)),
  },
}).createMachine({
  id: 'worker',
  context: ({ input }) => ({ ...input, losses: 0, why: '' }),
  initial: 'connected',
  on: { 'worker.retire': '.retired' },
  states: {
    connected: {
      invoke: {
        id: 'connection',
        src: 'connection',
        input: ({ context }) => ({ id: context.id }),
      },
      on: {
        'worker.lost': [
          { guard: 'isHopeless', target: 'abandoned', actions: 'countLoss' },
          { target: 'lost', actions: 'countLoss' },
        ],
      },
      initial: 'starting',
      states: {
        starting: {
          on: { 'worker.ready': 'ready' },
          after: {
            startBound: [
              { guard: 'isHopeless', target: '#worker.abandoned', actions: 'countLoss' },
              { target: '#worker.lost', actions: 'countLoss' },
            ],
          },
        },
        ready: {
          entry: 'announceJoined',
          after: { steadyTime: { actions: 'forgetLosses' } },
        },
      },
    },
    lost: {
      entry: 'announceLeft',
      after: { restartDelay: 'connected' },
    },
    abandoned: { type: 'final', entry: 'announceAbandoned' },
    retired: { type: 'final' },
  },
});
