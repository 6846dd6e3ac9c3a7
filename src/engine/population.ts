import { type Actor, type AnyActorRef, createActor, fromCallback, type InspectionEvent } from 'xstate';
import type { PopulationCommand, PopulationInput } from '../../machines/spawner.machine.ts';
import type { Clock } from '../domain/clock.ts';
import type { Step } from '../domain/dispatch.ts';
import { messageOf } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Census } from './census.ts';
import type { Crowd, Roster } from './roster.ts';
import type { Intake, UserLife } from './userLife.ts';
import { userLogic } from './userLogic.ts';
import { v8Policy } from './v8Policy.ts';

type UserActor = Actor<typeof userLogic>;

/** One user as the population holds it. */
export interface Member {
  readonly actor: UserActor;
  readonly life: UserLife;
  /** Told to go, and not counted on any more. */
  leaving: boolean;
}

/** What src gives to a population. */
export interface PopulationOptions {
  readonly clock: Clock;
  readonly census: Census;
  readonly roster?: Roster;
  /** Makes the life of the user of this class and number, aimed and seeded as the plan says. */
  readonly createLife: (className: string, index: number, plan: Plan, intake: Intake) => UserLife;
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
  /** Who hears what happens to users, told under which spawner; undefined while nobody looks. */
  readonly inspect?: (event: InspectionEvent, spawner: AnyActorRef) => void;
}

/** Users started or stopped in one turn of the event loop, at most, and how long that may take, ms. */
const CHUNK = 500;
const CHUNK_MS = 4;
/** Counts are reported no more often than this, ms. */
const REPORT_INTERVAL_MS = 100;
/** The least time that onStop has, ms. */
export const LEAVE_MS = 5000;

/**
 * Owns the running users. Each is a root actor in a map of ours, since a machine that holds its users as
 * children copies them all for each new one. Carries out the spawner's steps in order.
 */
export function createPopulation(options: PopulationOptions) {
  return fromCallback<PopulationCommand, PopulationInput>(({ input, receive }) => {
    const population = new Population(options, input);
    receive((command) => population.handle(command));
    return () => population.drop();
  });
}

class Population {
  readonly #options: PopulationOptions;
  readonly #supervisor: AnyActorRef;
  readonly #members = new Map<string, Set<Member>>();
  /** By class, where the next user to go is looked for: all before it are told, or gone. */
  readonly #oldest = new Map<string, SetIterator<Member>>();
  readonly #crowd: Crowd = { members: this.#members, leaving: () => this.#leaving };
  readonly #indices = new Map<string, number>();
  readonly #intake: Intake = { open: true };
  #plan: Plan;
  #orders: Step[] = [];
  #taken = 0;
  #pumping = false;
  #stopping: Member[] | undefined;
  #owesSettled = false;
  #present = 0;
  #leaving = 0;
  #reportTimer: unknown;
  #reportDue = false;
  /** Users told to finish, by the time at which their patience ends; in that order. */
  #grace: { readonly member: Member; readonly endsAt: number }[] = [];
  #graceTimer: unknown;
  #dropped = false;

  constructor(options: PopulationOptions, { plan, supervisor }: PopulationInput) {
    this.#options = options;
    this.#plan = plan;
    this.#supervisor = supervisor;
    options.roster?.add(this.#crowd);
  }

  handle(command: PopulationCommand): void {
    if (command.type === 'users.stopAll') {
      // Before the first is told: until the last is, thousands would go on and measure how busy the stop keeps us.
      this.#intake.open = false;
      this.#orders = [];
      this.#taken = 0;
      this.#owesSettled = false;
      this.#stopping = [...this.#members.values()].flatMap((members) => [...members]);
    } else {
      this.#plan = command.plan;
      for (const step of command.steps) this.#orders.push(step);
      this.#owesSettled = true;
    }
    this.#pump();
  }

  /** Ends every user at once, unheard: the test itself is going. */
  drop(): void {
    this.#dropped = true;
    this.#options.roster?.remove(this.#crowd);
    this.#options.clock.clearTimeout(this.#reportTimer);
    this.#options.clock.clearTimeout(this.#graceTimer);
    for (const members of this.#members.values()) {
      for (const member of members) {
        member.actor.stop();
        this.#forget(member);
      }
    }
  }

  #pump(): void {
    if (this.#pumping || this.#dropped) return;
    try {
      this.#carryOut();
    } catch (error) {
      // Users that cannot be made end the run; thrown from a timer it would end the process.
      this.#orders = [];
      this.#taken = 0;
      this.#supervisor.send({ type: 'users.failed', message: messageOf(error) });
    }
  }

  #carryOut(): void {
    const { clock } = this.#options;
    const end = clock.now() + CHUNK_MS;
    let left = CHUNK;
    while (left > 0 && this.#taken < this.#orders.length && clock.now() < end) {
      const { name, change } = this.#orders[this.#taken++] as Step;
      if (change === 1) this.#spawn(name);
      else this.#stopOne(name);
      left--;
    }
    if (this.#taken >= this.#orders.length) {
      this.#orders = [];
      this.#taken = 0;
    }
    while (left > 0 && this.#stopping && this.#stopping.length > 0 && clock.now() < end) {
      this.#stop(this.#stopping.pop() as Member);
      left--;
    }
    if (this.#orders.length > 0 || (this.#stopping?.length ?? 0) > 0) {
      this.#pumping = true;
      clock.setTimeout(() => {
        this.#pumping = false;
        this.#pump();
      }, 0);
      return;
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#dropped || this.#pumping || this.#taken < this.#orders.length) return;
    if (this.#stopping) {
      if (this.#present > 0 || this.#stopping.length > 0) return;
      this.#stopping = undefined;
      this.#report();
      this.#supervisor.send({ type: 'users.emptied' });
    } else if (this.#owesSettled && this.#leaving === 0) {
      this.#owesSettled = false;
      this.#supervisor.send({ type: 'users.settled' });
    }
  }

  #spawn(name: string): void {
    const index = this.#indices.get(name) ?? 0;
    this.#indices.set(name, index + 1);
    const life = this.#options.createLife(name, index, this.#plan, this.#intake);
    const { clock, census, inspect, log } = this.#options;
    const actor = createActor(userLogic, {
      id: life.id,
      input: {
        id: life.id,
        className: name,
        life,
        hasOnStop: life.userClass.hasOnStop,
        leaveBound: Math.max(LEAVE_MS, this.#plan.stopTimeout),
      },
      clock: clock as never,
      logger: (...words: unknown[]) => log('INFO', `${life.id}: ${words.join(' ')}`),
      ...(inspect && { inspect: (event: InspectionEvent) => inspect(event, this.#supervisor) }),
    });
    const member: Member = { actor, life, leaving: false };
    const members = this.#members.get(name) ?? new Set();
    this.#members.set(name, members.add(member));
    this.#present++;
    census.arrive(life.userClass.census);
    v8Policy.userCame();
    this.#options.roster?.joined(member);
    // `complete` is heard for a final state and for a stop alike; the status tells which.
    actor.subscribe({
      complete: () => this.#onEnd(member, actor.getSnapshot().matches('crashed')),
      error: (error) => {
        log('ERROR', `${life.id} failed: ${String(error)}`);
        this.#onEnd(member, true);
      },
    });
    actor.start();
    this.#reportSoon();
  }

  #stopOne(name: string): void {
    const oldest = this.#oldest.get(name) ?? this.#members.get(name)?.values();
    if (oldest === undefined) return;
    this.#oldest.set(name, oldest);
    // A set's iterator goes on after a loop that was left, and sees who came since, until it has been at its end.
    for (const member of oldest) {
      if (member.leaving) continue;
      this.#stop(member);
      return;
    }
    this.#oldest.delete(name);
  }

  #stop(member: Member): void {
    const { stopTimeout } = this.#plan;
    if (member.actor.getSnapshot().status !== 'active') return;
    if (!member.leaving) {
      member.leaving = true;
      this.#leaving++;
    }
    // Who inspects is to see it come to its end.
    if (this.#options.inspect === undefined && isIdle(member)) {
      member.actor.stop();
      return;
    }
    if (stopTimeout <= 0) {
      this.#kill(member);
      return;
    }
    member.actor.send({ type: 'user.stop' });
    if (member.actor.getSnapshot().status === 'active') {
      this.#grace.push({ member, endsAt: this.#options.clock.now() + stopTimeout });
      this.#armGrace();
    }
  }

  /** One timer for all: it stands at the earliest end. */
  #armGrace(): void {
    const first = this.#grace[0];
    if (!first || this.#graceTimer !== undefined) return;
    const { clock } = this.#options;
    this.#graceTimer = clock.setTimeout(
      () => {
        this.#graceTimer = undefined;
        const now = clock.now();
        const over = this.#grace.findIndex((each) => each.endsAt > now);
        const due = this.#grace.splice(0, over === -1 ? this.#grace.length : over);
        for (const { member } of due) this.#kill(member);
        this.#armGrace();
      },
      Math.max(0, first.endsAt - clock.now()),
    );
  }

  #kill(member: Member): void {
    const snapshot = member.actor.getSnapshot();
    // One that is in onStop already keeps the time that its chart gives it.
    if (snapshot.status === 'active' && snapshot.matches('alive')) member.actor.send({ type: 'user.kill' });
  }

  #onEnd(member: Member, crashed: boolean): void {
    if (this.#dropped) return;
    this.#forget(member);
    if (crashed) this.#options.census.crashes++;
    // One that was to go anyway is not replaced.
    if (crashed && !member.leaving) {
      this.#supervisor.send({ type: 'user.crashed', name: member.life.userClass.definition.name });
    }
    this.#settle();
  }

  #forget(member: Member): void {
    const { userClass, http } = member.life;
    const members = this.#members.get(userClass.definition.name);
    if (!members?.delete(member)) return;
    this.#present--;
    if (member.leaving) this.#leaving--;
    this.#options.census.depart(userClass.census);
    v8Policy.userLeft();
    http.close();
    this.#reportSoon();
  }

  #reportSoon(): void {
    this.#reportDue = true;
    if (this.#reportTimer !== undefined || this.#dropped) return;
    this.#reportTimer = this.#options.clock.setTimeout(() => {
      this.#reportTimer = undefined;
      if (this.#reportDue) this.#report();
    }, REPORT_INTERVAL_MS);
  }

  #report(): void {
    this.#reportDue = false;
    this.#supervisor.send({ type: 'users.changed', alive: this.#present });
  }
}

/**
 * Whether it is between two tasks, with nothing to run when it leaves and nobody who watches: most of a large crowd.
 * Ending such an actor does what its way through the chart would, in half the time.
 */
function isIdle({ actor, life }: Member): boolean {
  return life.phase === 'waiting' && !life.userClass.hasOnStop && !actor.getSnapshot().context.watched;
}
