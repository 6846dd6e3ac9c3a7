import { assign, sendTo, setup } from 'xstate';
import { type Provided, provided } from './support/provided.ts';

/** Commands to a user. */
export type UserCommand =
  /** Finish the running task, then leave; a waiting user leaves at once. */
  | { type: 'user.stop' }
  /** Leave now: what is in flight is cut off. Sent again while leaving, onStop is cut off too. */
  | { type: 'user.kill' }
  | { type: 'user.watch' }
  | { type: 'user.unwatch' };

/** What a user's loop reports; `task.*` only while it is watched. */
export type LoopReport =
  | { type: 'loop.started' }
  | { type: 'loop.done' }
  | { type: 'loop.crashed'; message: string }
  | { type: 'task.started'; task: string }
  | { type: 'task.ended'; task: string };

/** What a loop is told. */
export type LoopCommand = { type: 'loop.finish' } | { type: 'loop.watch' } | { type: 'loop.unwatch' };

export type UserEvent = UserCommand | LoopReport | { type: 'leave.done' };

/** What a user is made from. `life` belongs to src: what the loop and onStop share. */
export interface UserInput {
  readonly id: string;
  readonly className: string;
  readonly life: unknown;
  /** Whether anything has to run when the user leaves. */
  readonly hasOnStop: boolean;
  /** The longest that onStop may take, ms. */
  readonly leaveBound: number;
}

export interface UserContext extends UserInput {
  readonly watched: boolean;
  readonly task: string | undefined;
  readonly crash: string | undefined;
}

export interface LifeInput {
  readonly life: unknown;
}

/**
 * A virtual user. `alive` invokes one long-lived loop that runs onStart and then task after task; its samples
 * never pass through here. A user that nobody watches is `cruising`, since an event per task would cost more
 * than the request it speaks of.
 */
export const userMachine = setup({
  types: {
    context: {} as UserContext,
    input: {} as UserInput,
    events: {} as UserEvent,
  },
  actors: {
    loop: provided('loop') as Provided<LoopCommand, LifeInput>,
    leave: provided('leave') as Provided<{ type: 'none' }, LifeInput>,
  },
  actions: {
    finishLoop: sendTo('loop', { type: 'loop.finish' }),
    watchLoop: sendTo('loop', { type: 'loop.watch' }),
    unwatchLoop: sendTo('loop', { type: 'loop.unwatch' }),
    rememberWatched: assign({ watched: true }),
    forgetWatched: assign({ watched: false }),
    rememberTask: assign({ task: ({ event }) => (event.type === 'task.started' ? event.task : undefined) }),
    forgetTask: assign({ task: undefined }),
    rememberCrash: assign({
      crash: ({ event }) => (event.type === 'loop.crashed' ? event.message : undefined),
    }),
  },
  guards: {
    isWatched: ({ context }) => context.watched,
    hasOnStop: ({ context }) => context.hasOnStop,
    hasCrashed: ({ context }) => context.crash !== undefined,
  },
  delays: {
    leaveBound: ({ context }) => context.leaveBound,
  },
}).createMachine({
  id: 'user',
  context: ({ input }) => ({ ...input, watched: false, task: undefined, crash: undefined }),
  initial: 'alive',
  states: {
    alive: {
      invoke: { id: 'loop', src: 'loop', input: ({ context }) => ({ life: context.life }) },
      initial: 'starting',
      on: {
        'user.stop': '.finishing',
        'user.kill': 'ended',
        'user.watch': { actions: 'rememberWatched' },
        'user.unwatch': { actions: 'forgetWatched' },
        'loop.done': 'ended',
        'loop.crashed': { target: 'ended', actions: 'rememberCrash' },
      },
      states: {
        starting: {
          on: { 'loop.started': 'running' },
        },
        running: {
          initial: 'cruising',
          states: {
            cruising: {
              always: { guard: 'isWatched', target: 'observed' },
            },
            observed: {
              entry: 'watchLoop',
              exit: 'unwatchLoop',
              initial: 'waiting',
              on: {
                'user.unwatch': { target: 'cruising', actions: 'forgetWatched' },
                'task.started': { target: '.executing', actions: 'rememberTask' },
                'task.ended': { target: '.waiting', actions: 'forgetTask' },
              },
              states: {
                executing: {},
                waiting: {},
              },
            },
          },
        },
        finishing: {
          entry: 'finishLoop',
          on: { 'user.stop': {} },
        },
      },
    },
    ended: {
      always: [{ guard: 'hasOnStop', target: 'leaving' }, { target: 'left' }],
    },
    leaving: {
      invoke: { id: 'leave', src: 'leave', input: ({ context }) => ({ life: context.life }) },
      after: { leaveBound: 'left' },
      on: {
        'leave.done': 'left',
        'user.kill': 'left',
      },
    },
    left: {
      always: [{ guard: 'hasCrashed', target: 'crashed' }, { target: 'stopped' }],
    },
    stopped: { type: 'final' },
    crashed: { type: 'final' },
  },
});
