import { assign, emit, setup } from 'xstate';

/** What a coordinator hears of a member. Only words that change something: a heartbeat is none of them. */
export type MemberEvent =
  /** A word of it came, where none was waited for: its first, or the first after a silence. */
  | { type: 'member.heard' }
  /** It is another version of the program. */
  | { type: 'member.refused'; version: string }
  /** No word came for so long that it is missing, though the server could be heard. */
  | { type: 'member.silent' }
  /** It ends in order. */
  | { type: 'member.left' };

/** What its coordinator is told. */
export type MemberFact =
  | { type: 'member.joined' }
  /** It has ended in order. */
  | { type: 'member.ended' }
  /** It is missing, and its users may run on for its lease. */
  | { type: 'member.missed' }
  /** It is not heard any more, whatever it says. */
  | { type: 'member.turnedAway'; version: string };

export interface MemberInput {
  readonly id: string;
  /** How long its users may run on without a word of a coordinator, ms. */
  readonly leaseTime: number;
}

export interface MemberContext extends MemberInput {
  /** Times that it was missing. */
  readonly absences: number;
  /** Its version, where that is refused. */
  readonly version: string | undefined;
}

/** A member that joins by itself, as its coordinator sees it: it comes, is missed, comes back, leaves. */
export const memberMachine = setup({
  types: {
    context: {} as MemberContext,
    input: {} as MemberInput,
    events: {} as MemberEvent,
    emitted: {} as MemberFact,
    /** `heard`: words of it are waited for; `counted`: what they say counts. */
    tags: {} as 'heard' | 'counted',
  },
  actions: {
    announceJoined: emit({ type: 'member.joined' }),
    announceLeft: emit({ type: 'member.ended' }),
    announceMissing: emit({ type: 'member.missed' }),
    announceRefused: emit(({ context }) => ({
      type: 'member.turnedAway' as const,
      version: context.version ?? '',
    })),
    countAbsence: assign({ absences: ({ context }) => context.absences + 1 }),
    rememberVersion: assign({
      version: ({ context, event }) => (event.type === 'member.refused' ? event.version : context.version),
    }),
  },
  delays: {
    leaseTime: ({ context }) => context.leaseTime,
    /** Who was refused and comes back within it is not told of again, ms. */
    refusalKept: 60_000,
    /** How long people can see that it left, ms. */
    farewell: 10_000,
  },
}).createMachine({
  id: 'member',
  context: ({ input }) => ({ ...input, absences: 0, version: undefined }),
  initial: 'arriving',
  on: {
    'member.refused': { target: '.refused', actions: 'rememberVersion' },
    'member.left': '.left',
  },
  states: {
    arriving: {
      on: { 'member.heard': 'sharing' },
    },
    sharing: {
      tags: ['heard', 'counted'],
      entry: 'announceJoined',
      on: {
        'member.silent': { target: 'missing', actions: ['countAbsence', 'announceMissing'] },
        'member.left': { target: 'left', actions: 'announceLeft' },
      },
      initial: 'joined',
      states: {
        joined: {},
        returned: {},
      },
    },
    missing: {
      description: 'Its users may still run, until its lease is over.',
      on: { 'member.heard': 'sharing.returned' },
      after: { leaseTime: 'forgotten' },
    },
    refused: {
      entry: 'announceRefused',
      initial: 'insisting',
      states: {
        insisting: {
          tags: ['heard'],
          on: { 'member.silent': 'silenced' },
        },
        silenced: {
          on: { 'member.heard': 'insisting' },
          after: { refusalKept: '#member.forgotten' },
        },
      },
    },
    left: {
      on: { 'member.heard': 'sharing' },
      after: { farewell: 'forgotten' },
    },
    forgotten: { type: 'final' },
  },
});
