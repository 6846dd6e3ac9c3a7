import type { AnyActorRef, AnyStateMachine } from 'xstate';
import type { Clock } from '../domain/clock.ts';
import type { RequestObserver } from '../domain/observedRequest.ts';
import type { Sample } from '../domain/sample.ts';

/** Where a user's loop is: in none, in a phase, or in the task of that index. */
export type Phase = 'none' | 'starting' | 'waiting' | 'leaving' | number;

/** The counters of one class, kept by the loops of its users. */
export interface Counters {
  readonly name: string;
  /** Paths of tasks, `/` between names. */
  readonly tasks: readonly string[];
  /** Users executing each now, in the order of `tasks`. */
  readonly executing: readonly number[];
  readonly starting: number;
  readonly waiting: number;
  readonly leaving: number;
}

/** What of a user's life can be looked into, and listened to. */
export interface InspectedLife {
  readonly id: string;
  readonly userClass: { readonly definition: InspectedClass; readonly census: Counters };
  readonly http: { observer?: RequestObserver | undefined };
  readonly session: unknown;
  readonly route: { readonly journeyState?: string | undefined } | undefined;
  readonly phase: Phase;
  emit: (sample: Sample) => void;
  tap: ((from: Phase, to: Phase) => void) | undefined;
}

export interface InspectedClass {
  readonly name: string;
  readonly journey?: { readonly machine: AnyStateMachine } | undefined;
}

/** A user. */
export interface InspectedUser {
  readonly actor: AnyActorRef;
  readonly life: InspectedLife;
  /** Told to go. */
  readonly leaving: boolean;
}

/**
 * A load test as the inspection sees it. The program's own is passed in, since this room knows none of it.
 * Everything is read as it stands; what is set (`emit`, `tap`, `observer`) is set back in the end.
 */
export interface Subject {
  readonly id: string;
  readonly clock: Clock;
  /** The actor of the load test; its run and its spawner are below it. */
  readonly actor: AnyActorRef;
  /** The classes of users that it can run. */
  readonly users: {
    readonly names: readonly string[];
    get(name: string): { readonly definition: InspectedClass } | undefined;
  };
  readonly census: { readonly alive: number; sets(): readonly Counters[] };
  readonly roster: {
    /** Tells of each user right before it starts. Gives what ends it. */
    onJoin(listener: (user: InspectedUser) => void): () => void;
    /** Users that are told to go and have not left yet. */
    readonly leaving: number;
    /** All users now. */
    members(): Iterable<InspectedUser>;
    /** Those of one class. */
    membersOf(className: string): Iterable<InspectedUser>;
  };
}
