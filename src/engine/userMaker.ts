import type { Clock } from '../domain/clock.ts';
import type { Plan } from '../domain/plan.ts';
import { seededRandom } from '../domain/random.ts';
import type { Sample, TaskException } from '../domain/sample.ts';
import type { SessionUser } from '../http/http.ts';
import type { HttpSession } from '../http/session.ts';
import type { Census } from './census.ts';
import { TimerWheel } from './timerWheel.ts';
import type { UserClasses } from './userClasses.ts';
import type { Intake, UserClass, UserLife } from './userLife.ts';
import { userSession } from './userSession.ts';

/** What the users of a test in one process are made from. */
export interface UserMakerOptions {
  readonly users: UserClasses;
  readonly census: Census;
  readonly clock: Clock;
  /** Makes a user's connections and cookies. */
  readonly openSession: (user: SessionUser) => HttpSession;
  readonly emit: (sample: Sample) => void;
  readonly report: (exception: TaskException) => void;
  /** The present values of options that load files declared. */
  readonly options: () => Readonly<Record<string, unknown>>;
  /** What users of the present run wait for before they begin. */
  readonly prepared: () => Promise<void> | undefined;
  /** The number of a class's user by the order in which this process makes them. Default: that order. */
  readonly numberOf?: (name: string, order: number) => number;
}

/** Makes the lives of users: what their loops run, measure and tell. */
export class UserMaker {
  readonly #options: UserMakerOptions;
  readonly #waits: TimerWheel;
  readonly #classes = new Map<string, { configured: unknown; userClass: UserClass }>();

  constructor(options: UserMakerOptions) {
    this.#options = options;
    this.#waits = new TimerWheel(options.clock);
  }

  /** @throws Error where the plan names a class that this process does not have. */
  create(name: string, order: number, plan: Plan, intake: Intake): UserLife {
    const { users, clock, openSession, emit, report, options, prepared, numberOf = byOrder } = this.#options;
    const userClass = this.#classOf(name);
    const index = numberOf(name, order);
    const id = `${name}-${index}`;
    const random = seededRandom(plan.seed, plan.run, name, index);
    const host = users.hostOf(name, plan.host);
    const who = { user: { id, className: name, index }, random, options };
    return {
      id,
      index,
      userClass,
      clock,
      waits: this.#waits,
      random,
      intake,
      http: userSession(userClass.definition.http, who, (settings) =>
        openSession({ host, userClass: name, settings }),
      ),
      emit,
      report,
      prepared: prepared(),
      options,
      phase: 'none',
      tap: undefined,
      session: undefined,
      route: undefined,
    };
  }

  /** The class as it is configured now, with counters that its earlier users share if it was so for them too. */
  #classOf(name: string): UserClass {
    const { users, census } = this.#options;
    const configured = users.get(name);
    if (!configured) {
      throw new Error(
        `The plan names a user class that this process does not have: ${name}. Start workers with the load files of their coordinator, or with none, so that they are given them`,
      );
    }
    const known = this.#classes.get(name);
    if (known?.configured === configured) return known.userClass;
    const userClass = { ...configured, census: census.open(name, configured.steps) };
    this.#classes.set(name, { configured, userClass });
    return userClass;
  }
}

function byOrder(_name: string, order: number): number {
  return order;
}
