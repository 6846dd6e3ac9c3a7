import type { AnyActorRef, InspectionEvent } from 'xstate';
import { machineJson } from './machineJson.ts';
import { type Mask, shown } from './shown.ts';
import { type MachineSnapshot, machineOf } from './snapshots.ts';

/**
 * The wire format of `@statelyai/inspect` 0.7: one JSON object a message. `definition` is JSON within JSON,
 * `createdAt` ms since the epoch as a text.
 */
export type StatelyEvent = {
  readonly sessionId: string;
  readonly rootId: string;
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
} & (
  | {
      readonly type: '@xstate.actor';
      readonly name: string;
      readonly parentId?: string | undefined;
      readonly definition: string;
      readonly snapshot: unknown;
    }
  | { readonly type: '@xstate.event'; readonly sourceId?: string | undefined; readonly event: unknown }
  | { readonly type: '@xstate.snapshot'; readonly event: unknown; readonly snapshot: unknown }
);

/** The version of that package whose format is spoken. */
const VERSION = '0.7.2';

/** Writes what XState tells in that format. */
export class StatelyWriter {
  readonly #mask: Mask;
  /** Goes before all ids: each actor system counts its own from 0. */
  readonly #scope: string;

  constructor(scope: string, mask: Mask) {
    this.#scope = scope;
    this.#mask = mask;
  }

  /** That there is an actor, with its machine. */
  actor(actor: AnyActorRef, at: number): StatelyEvent {
    const machine = machineOf(actor);
    const parent = (actor as { _parent?: AnyActorRef })._parent;
    return {
      type: '@xstate.actor',
      name: actor.id,
      ...(parent && { parentId: this.#id(parent) }),
      definition: JSON.stringify(machine ? machineJson(machine) : { id: actor.id }),
      snapshot: this.#snapshot(actor.getSnapshot()),
      ...this.#common(actor, at),
    };
  }

  /** What happened to an actor that runs a machine; undefined for what the format has no word for. */
  happened(event: InspectionEvent, at: number): StatelyEvent | undefined {
    const actor = event.actorRef as AnyActorRef;
    if (machineOf(actor) === undefined) return undefined;
    if (event.type === '@xstate.actor') return this.actor(actor, at);
    const common = this.#common(actor, at);
    if (event.type === '@xstate.event') {
      const source = event.sourceRef as AnyActorRef | undefined;
      return {
        type: '@xstate.event',
        ...(source && { sourceId: this.#id(source) }),
        event: shown(event.event, this.#mask),
        ...common,
      };
    }
    if (event.type !== '@xstate.snapshot') return undefined;
    const snapshot = this.#snapshot(event.snapshot);
    return { type: '@xstate.snapshot', event: shown(event.event, this.#mask), snapshot, ...common };
  }

  #id(actor: AnyActorRef): string {
    return `${this.#scope}/${actor.sessionId}`;
  }

  #common(actor: AnyActorRef, at: number) {
    let root = actor as AnyActorRef & { _parent?: AnyActorRef };
    while (root._parent) root = root._parent;
    return {
      sessionId: this.#id(actor),
      rootId: this.#id(root),
      createdAt: String(at),
      id: null,
      _version: VERSION,
    };
  }

  #snapshot(snapshot: unknown): unknown {
    const { status, context, value, children, output } = snapshot as MachineSnapshot & {
      readonly value?: unknown;
      readonly output?: unknown;
    };
    const { life: _life, ...rest } = context ?? {};
    return {
      status,
      value,
      context: shown(rest, this.#mask),
      children: Object.fromEntries(Object.keys(children ?? {}).map((key) => [key, {}])),
      ...(output !== undefined && { output: shown(output, this.#mask) }),
    };
  }
}
