import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Clock } from '../domain/clock.ts';
import { activeOf, type MachineSnapshot, machineOf } from './snapshots.ts';
import type { LiveActor } from './wire.ts';

type Transition = LiveActor['trace'][number];

/** Transitions kept for each actor. */
const KEPT = 20;

/** The last transitions of the machines under one actor, from when it is first listened to. */
export class Traces {
  readonly #clock: Clock;
  readonly #traces = new WeakMap<AnyActorRef, Transition[]>();
  readonly #active = new WeakMap<AnyActorRef, readonly string[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(actor: AnyActorRef): readonly Transition[] {
    return [...(this.#traces.get(actor) ?? [])];
  }

  /** Takes in what XState tells of the actors. */
  hear(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep') return;
    const actor = event.actorRef as AnyActorRef;
    if (machineOf(actor) === undefined) return;
    const to = activeOf(event.snapshot as unknown as MachineSnapshot);
    const from = this.#active.get(actor) ?? [];
    this.#active.set(actor, to);
    if (!event._transitions.some(({ target }) => target !== undefined)) return;
    const trace = this.#traces.get(actor) ?? [];
    trace.push({ at: this.#clock.now(), event: event.event.type, from, to });
    if (trace.length > KEPT) trace.shift();
    this.#traces.set(actor, trace);
  }

  /** Tells where an actor is as listening begins. */
  begin(actor: AnyActorRef): void {
    this.#active.set(actor, activeOf(actor.getSnapshot() as MachineSnapshot));
  }
}
