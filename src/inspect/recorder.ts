import type { ObservedRequest } from '../domain/observedRequest.ts';
import type { Phases } from '../domain/sample.ts';
import { type Mask, shown } from './shown.ts';
import { activeOf, type MachineSnapshot } from './snapshots.ts';
import type { InspectedUser } from './subject.ts';
import type { FollowedEvent, Recording } from './wire.ts';

/** Events kept of a followed user. */
const KEPT = 200;

export interface RecorderOptions {
  readonly id: string;
  /** The id of the users' chart. */
  readonly machine: string;
  readonly mask: Mask;
}

type Unnumbered<E> = E extends unknown ? Omit<E, 'seq'> : never;

/** What is recorded of one followed user: the last events, bounded. */
export class UserRecorder {
  readonly id: string;
  status: Recording['status'] = 'waiting';
  /** When somebody asked for it last, and when it ended; ms since the epoch. */
  askedAt: number;
  endedAt: number | undefined = undefined;
  readonly #options: RecorderOptions;
  readonly #events: FollowedEvent[] = [];
  #user: InspectedUser | undefined;
  #seq = 0;

  constructor(options: RecorderOptions, now: number) {
    this.#options = options;
    this.id = options.id;
    this.askedAt = now;
  }

  /** The number of the last event; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  get user(): InspectedUser | undefined {
    return this.#user;
  }

  begin(user: InspectedUser): void {
    this.#user = user;
    this.status = 'following';
  }

  end(now: number): void {
    if (this.status === 'ended') return;
    this.status = 'ended';
    this.endedAt = now;
  }

  addTransition(at: number, { type, task }: { readonly type: string; readonly task?: string }): void {
    const active = this.#active();
    if (type === 'task.started' || type === 'task.ended') {
      const phase = type === 'task.started' ? 'started' : 'ended';
      this.#add({ at, kind: 'task', task: String(task), phase, active });
    } else this.#add({ at, kind: 'state', event: type, active });
  }

  addRequest({ sample, url, hops }: ObservedRequest): void {
    const text = (given: string): string => String(shown(given, this.#options.mask));
    this.#add({
      at: sample.at,
      kind: 'request',
      active: this.#active(),
      method: sample.method,
      name: text(sample.name),
      url: text(url),
      status: sample.status,
      duration: sample.duration / 1000,
      outcome: sample.outcome,
      error: sample.error === undefined ? null : text(sample.error),
      hops: hops.map((hop) => ({ ...hop, url: text(hop.url) })),
      phases: inMs(sample.phases),
    });
  }

  /** What is known, with the events after the one of that number; with all where left out. */
  recording(after = 0): Recording {
    const { mask, machine } = this.#options;
    const user = this.#user;
    const { life: _life, ...context } =
      (user?.actor.getSnapshot() as MachineSnapshot | undefined)?.context ?? {};
    return {
      following: {
        id: this.id,
        user: user?.life.id ?? null,
        userClass: user?.life.userClass.definition.name ?? null,
      },
      status: this.status,
      machine,
      active: this.#active(),
      session: shown(user?.life.session ?? null, mask),
      context: shown(context, mask),
      events: this.#events.filter(({ seq }) => seq > after),
      dropped: this.#seq - this.#events.length,
    };
  }

  #active(): string[] {
    return this.#user ? activeOf(this.#user.actor.getSnapshot() as MachineSnapshot) : [];
  }

  #add(event: Unnumbered<FollowedEvent>): void {
    if (this.status !== 'following') return;
    this.#events.push({ seq: ++this.#seq, ...event } as FollowedEvent);
    if (this.#events.length > KEPT) this.#events.shift();
  }
}

/** µs as ms. */
function inMs(phases: Phases): Extract<FollowedEvent, { kind: 'request' }>['phases'] {
  const entries = Object.entries(phases).map(([phase, micros]) => [phase, (micros as number) / 1000]);
  return Object.fromEntries(entries);
}
