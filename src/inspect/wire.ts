/**
 * What the visualizer's endpoints say. Types alone: the web interface imports them. Times are ms since the
 * epoch, durations ms. State paths are the ids of a machine's state nodes without the machine's id, joined by
 * dots, such as `alive.running.observed.executing`; the empty path is the machine itself.
 */

/** A state node of `GET /machines/:id/chart`. */
export interface ChartNode {
  readonly path: string;
  readonly key: string;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** `shallow` or `deep` where it is a history. */
  readonly history?: 'shallow' | 'deep';
  /** Path of the state around it; null for the machine itself. */
  readonly parent: string | null;
  /** Path of the initial state; null where there is none. */
  readonly initial: string | null;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Names of entry and exit actions. */
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invokes: readonly { readonly id: string; readonly src: string }[];
}

/** A transition: one arrow for each target, and one without a target where it is internal and targetless. */
export interface ChartEdge {
  /** Stable: `<source path>#<event>#<index>`. */
  readonly id: string;
  readonly source: string;
  /** Null where the transition stays in its state. */
  readonly target: string | null;
  /** As the machine has it: `user.stop`, `*`, or empty for `always`. */
  readonly event: string;
  /** For people: `user.stop`, `always`, `after leaveBound`, `done: loop`, `error: loop`. */
  readonly label: string;
  readonly guard: string | null;
  readonly actions: readonly string[];
  /** The name or the ms of an `after`. */
  readonly delay: string | null;
  readonly reenter: boolean;
}

/** `GET /machines/:id/chart`. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

/** One row of `GET /machines/list`. */
export interface ChartListing {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /**
   * `actors`: a few actors, shown one by one; `workers`: those of a fleet, shown as counts, and one by one as far as
   * `LiveState` tells them; `population`: many, shown as counts; `journey`: the order of tasks.
   */
  readonly kind: 'actors' | 'workers' | 'population' | 'journey';
  readonly states: number;
  readonly transitions: number;
}

/** A running actor of a chart of the kind `actors` or `workers`. */
export interface LiveActor {
  readonly actor: string;
  readonly machine: string;
  /** Paths of all active state nodes, the machine itself included. */
  readonly active: readonly string[];
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** The last few transitions, oldest first. */
  readonly trace: readonly {
    readonly at: number;
    readonly event: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
  }[];
  /** Context with secrets masked, shortened. */
  readonly context: unknown;
}

/** How many users are somewhere now, and how long those who left had been there. */
export interface Dwelling {
  readonly users: number;
  /** Null where too few were seen lately. */
  readonly p50: number | null;
  readonly p95: number | null;
}

/**
 * The users of one test. `states` has a number for each leaf of the user chart; `running.cruising` is "not
 * watched" and always 0: its users are shown in `executing` and `waiting`, as the loops count
 * them. The sum of `states` is `users` at every moment.
 */
export interface Population {
  readonly users: number;
  readonly states: Readonly<Record<string, Dwelling>>;
  /** By class, then by task path (`/` between names): users that execute it now. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, Dwelling>>>>;
  /** By class: users between two tasks. */
  readonly waiting: Readonly<Record<string, Dwelling>>;
}

/** `event: live` of `GET /machines/stream`, at most four a second. */
export interface LiveState {
  readonly time: number;
  /** Of the workers, those 32 whose state changed last. */
  readonly actors: readonly LiveActor[];
  /** All workers of the fleet by leaf of their chart; empty where this process has the load alone. */
  readonly workers: Readonly<Record<string, number>>;
  readonly population: Population;
  /** By journey machine's id: users by state path. */
  readonly journeys: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** `POST /inspect/follow` takes `{pick: 'random' | 'class' | 'nextFailure', class?: string}`, answers this. */
export interface Following {
  readonly id: string;
  /** Null while nobody was picked yet, as with `nextFailure`. */
  readonly user: string | null;
  readonly userClass: string | null;
}

/** Something that happened to a followed user. */
export type FollowedEvent =
  | {
      readonly seq: number;
      readonly at: number;
      readonly kind: 'state';
      readonly event: string;
      readonly active: readonly string[];
    }
  | {
      readonly seq: number;
      readonly at: number;
      readonly kind: 'task';
      readonly task: string;
      readonly phase: 'started' | 'ended';
      readonly active: readonly string[];
    }
  | {
      readonly seq: number;
      readonly at: number;
      readonly kind: 'request';
      readonly active: readonly string[];
      readonly method: string;
      readonly name: string;
      readonly url: string;
      readonly status: number;
      readonly duration: number;
      readonly outcome: 'passed' | 'failed' | 'aborted';
      readonly error: string | null;
      /** One for each answer, redirects included, in order. */
      readonly hops: readonly { readonly method: string; readonly url: string; readonly status: number }[];
      /** ms. */
      readonly phases: Readonly<
        Record<'blocked' | 'connecting' | 'tls' | 'sending' | 'waiting' | 'receiving', number>
      >;
    };

/**
 * `GET /inspect/follow/:id` (JSON: the recording) and `event: followed` of `GET /inspect/follow/:id/stream`
 * (then `events` has the new ones only). `DELETE /inspect/follow/:id` ends it.
 */
export interface Recording {
  readonly following: Following;
  readonly status: 'waiting' | 'following' | 'ended';
  /** The user's chart. */
  readonly machine: string;
  readonly active: readonly string[];
  /** Session and context, secrets masked, shortened. */
  readonly session: unknown;
  readonly context: unknown;
  /** The last 200, oldest first. */
  readonly events: readonly FollowedEvent[];
  /** Events that fell out of the 200. */
  readonly dropped: number;
}
