import { type Actor, createActor } from 'xstate';
import { memberMachine } from '../../../machines/member.machine.ts';
import type { Coordinator } from '../coordinator.ts';
import { Crew } from '../crew.ts';
import type { FromMember } from '../messages.ts';
import type { NatsCoordinatorOptions } from './natsCoordinator.ts';
import type { Told } from './wire.ts';

type RollOptions = Pick<NatsCoordinatorOptions, 'clock' | 'version' | 'leaseTime' | 'rebalance' | 'log'>;

/** A member is missing after so long without a word, ms. */
const MISSING_MS = 3500;
/** A word that comes back later than so, ms, was held up by a cut. */
const LONGEST_ECHO_MS = 2500;

/** A member, and when it was heard last, ms since the epoch: words come too often to be events of its chart. */
interface Known {
  readonly actor: Actor<typeof memberMachine>;
  heardAt: number;
}

/** Who is there, by what they say: the chart of each member is told what changes, and tells what follows. */
export class Roll {
  /** What runs the chart of each member, until it is forgotten. */
  readonly crew = new Crew(memberMachine);
  readonly #coordinator: Coordinator;
  readonly #options: RollOptions;
  readonly #known = new Map<string, Known>();
  /** When its own word came back last: the server could be heard then, ms since the epoch. */
  #echoedAt: number;
  /** The last message in the stream of each member: the server tells some twice. */
  readonly #taken = new Map<string, number>();

  constructor(coordinator: Coordinator, options: RollOptions) {
    this.#coordinator = coordinator;
    this.#options = options;
    this.#echoedAt = options.clock.now();
  }

  /** The last message of each member that was taken in. */
  get taken(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#taken);
  }

  resume(taken: Readonly<Record<string, number>>): void {
    for (const [member, seq] of Object.entries(taken)) this.#taken.set(member, seq);
  }

  told(member: string, told: Told): void {
    if (told.type === 'failed') {
      this.#options.log('ERROR', `The worker ${member} cannot take a share: ${told.why}`);
      return;
    }
    if (told.type === 'leave') {
      this.#known.get(member)?.actor.send({ type: 'member.left' });
      return;
    }
    const known = this.#known.get(member) ?? (told.type === 'health' ? this.#meet(member) : undefined);
    if (known === undefined) return;
    const { actor } = known;
    known.heardAt = this.#options.clock.now();
    if (told.type === 'health') {
      const { version } = told;
      const present = actor.getSnapshot();
      if (version !== this.#options.version && !present.matches('refused')) {
        actor.send({ type: 'member.refused', version });
      } else if (!present.hasTag('heard')) actor.send({ type: 'member.heard' });
    }
    if (actor.getSnapshot().hasTag('counted')) this.#coordinator.hear(member, told);
  }

  kept(member: string, seq: number, message: FromMember): void {
    if (seq <= (this.#taken.get(member) ?? 0)) return;
    this.#taken.set(member, seq);
    this.#coordinator.hear(member, message);
  }

  /** Its own word came back. After a cut all have their time anew to say one. */
  echo(): void {
    const now = this.#options.clock.now();
    if (now - this.#echoedAt > LONGEST_ECHO_MS) {
      for (const known of this.#known.values()) known.heardAt = now;
    }
    this.#echoedAt = now;
  }

  /** Those who were not heard for long are missing: not those whom nobody could hear. */
  look(): void {
    for (const { actor, heardAt } of this.#known.values()) {
      if (this.#echoedAt - heardAt <= MISSING_MS || !actor.getSnapshot().hasTag('heard')) continue;
      actor.send({ type: 'member.silent' });
    }
  }

  /** Lets the charts go: nothing of them is waited for any more. */
  close(): void {
    for (const { actor } of this.#known.values()) actor.stop();
  }

  #meet(member: string): Known {
    const { clock, leaseTime, log } = this.#options;
    const actor = createActor(memberMachine, {
      id: member,
      input: { id: member, leaseTime },
      clock: clock as never,
    });
    actor.on('member.joined', () => {
      log('INFO', `The worker ${member} has joined`);
      this.#coordinator.join(member);
    });
    actor.on('member.ended', () => this.#lose(member, 'it ends', undefined));
    actor.on('member.missed', () => {
      // As long as it hears the coordinator it runs on; at the latest it was cut off when it was last heard.
      this.#lose(member, `not heard for ${MISSING_MS / 1000} s`, clock.now() + leaseTime);
    });
    actor.on('member.turnedAway', (refused) => {
      const { version } = this.#options;
      log('ERROR', `The worker ${member} is refused: it is version ${refused.version}, this is ${version}`);
      this.#lose(member, 'it is refused', clock.now() + leaseTime);
    });
    actor.subscribe({
      complete: () => {
        this.#known.delete(member);
        this.crew.remove(actor);
      },
    });
    const known = { actor, heardAt: clock.now() };
    this.#known.set(member, known);
    this.crew.add(actor);
    actor.start();
    return known;
  }

  #lose(member: string, why: string, mayRunUntil: number | undefined): void {
    // Who is refused never had a share, unless it was another version before.
    if (!this.#coordinator.has(member)) return;
    const later =
      this.#options.rebalance === 'after-lease' && mayRunUntil !== undefined ? ' once its lease is over' : '';
    this.#options.log('WARNING', `The worker ${member} is gone (${why}): its users go to the others${later}`);
    this.#coordinator.lose(member, mayRunUntil);
  }
}
