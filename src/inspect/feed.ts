import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Inspector } from './inspector.ts';
import { type StatelyEvent, StatelyWriter } from './protocol.ts';
import { machinesUnder } from './snapshots.ts';
import { hearWorkers, toldWorkers } from './workers.ts';

/** Events kept until they are written; where more come in between, the oldest are left out. */
const MOST_WAITING = 200;
const INTERVAL_MS = 100;

type Waiting = { readonly writer: StatelyWriter; readonly event: InspectionEvent; readonly at: number };

/**
 * What the actors of tests tell, in the format of `@statelyai/inspect`: load test, run and spawner, the workers of
 * a fleet, and each user while it is followed. Listens from `begin` to `end`, and writes at most 2,000 events a second.
 */
export class StatelyFeed {
  readonly #inspectors: readonly Inspector[];
  readonly #tell: (event: StatelyEvent) => void;
  #ends: (() => void)[] = [];
  #waiting: Waiting[] = [];
  #timer: unknown;

  constructor(inspectors: readonly Inspector[], tell: (event: StatelyEvent) => void) {
    this.#inspectors = inspectors;
    this.#tell = tell;
  }

  /** The actors that there are now, those that own others first. */
  present(): StatelyEvent[] {
    return this.#inspectors.flatMap((inspector) => {
      const { subject, followers, mask } = inspector;
      const at = subject.clock.now();
      const writer = new StatelyWriter(subject.id, mask);
      return [
        ...machinesUnder(subject.actor).map((actor) => writer.actor(actor, at)),
        ...toldWorkers(inspector.workers).map((worker) =>
          this.#writerOf(inspector, worker).actor(worker, at),
        ),
        ...followers.users.map(({ actor }) => this.#writerOf(inspector, actor).actor(actor, at)),
      ];
    });
  }

  begin(): void {
    for (const inspector of this.#inspectors) {
      const { subject, followers, mask } = inspector;
      this.#listen(inspector, subject.actor, new StatelyWriter(subject.id, mask));
      this.#ends.push(hearWorkers(inspector.workers, (worker) => this.#hearWorker(inspector, worker)));
      const follow = ({ actor }: { readonly actor: AnyActorRef }): void =>
        this.#listen(inspector, actor, this.#writerOf(inspector, actor));
      for (const user of followers.users) follow(user);
      this.#ends.push(
        followers.onFollow((user) => {
          this.#tell(this.#writerOf(inspector, user.actor).actor(user.actor, subject.clock.now()));
          follow(user);
        }),
      );
    }
    this.#arm();
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#waiting = [];
    this.#clock.clearTimeout(this.#timer);
  }

  get #clock() {
    return (this.#inspectors[0] as Inspector).subject.clock;
  }

  /** For what has an actor system of its own: a user, a worker. */
  #writerOf({ subject, mask }: Inspector, root: AnyActorRef): StatelyWriter {
    return new StatelyWriter(`${subject.id}/${root.id}`, mask);
  }

  /** Its events are rare, and whoever listens may not have been told of it: each stands behind its actor. */
  #hearWorker(inspector: Inspector, worker: AnyActorRef): () => void {
    const writer = this.#writerOf(inspector, worker);
    const present = { type: '@xstate.actor', rootId: worker.sessionId, actorRef: worker } as InspectionEvent;
    const hearing = worker.system.inspect({
      next: (event) => {
        if (event.type === '@xstate.event') this.#hold(inspector, writer, present);
        this.#hold(inspector, writer, event);
      },
    });
    return () => hearing.unsubscribe();
  }

  #hold({ subject }: Inspector, writer: StatelyWriter, event: InspectionEvent): void {
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.shift();
    this.#waiting.push({ writer, event, at: subject.clock.now() });
  }

  #listen(inspector: Inspector, actor: AnyActorRef, writer: StatelyWriter): void {
    const hearing = actor.system.inspect({ next: (event) => this.#hold(inspector, writer, event) });
    const end = (): void => hearing.unsubscribe();
    this.#ends.push(end);
    // Followed users come and go for as long as somebody listens.
    const over = (): void => {
      this.#ends = this.#ends.filter((each) => each !== end);
    };
    actor.subscribe({ complete: over, error: over });
  }

  #arm(): void {
    this.#timer = this.#clock.setTimeout(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { writer, event, at } of waiting) {
        const told = writer.happened(event, at);
        if (told) this.#tell(told);
      }
      this.#arm();
    }, INTERVAL_MS);
  }
}
