import type { AnyActorRef, AnyStateMachine, AnyStateNode } from 'xstate';
import { pathOf } from './chart.ts';

/** What this room reads of the snapshot of a machine. */
export interface MachineSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly context: Readonly<Record<string, unknown>>;
  readonly children: Readonly<Record<string, AnyActorRef | undefined>>;
  readonly _nodes: readonly AnyStateNode[];
}

/** The machine that an actor runs; undefined where it runs something else. */
export function machineOf(actor: AnyActorRef): AnyStateMachine | undefined {
  const { logic } = actor as AnyActorRef & { readonly logic?: { readonly root?: unknown } };
  return logic?.root === undefined ? undefined : (logic as unknown as AnyStateMachine);
}

/** The paths of all active states in the order of the machine, itself first. */
export function activeOf({ _nodes }: Pick<MachineSnapshot, '_nodes'>): string[] {
  return _nodes.toSorted((a, b) => a.order - b.order).map(pathOf);
}

/** An actor and all below it that run machines. */
export function machinesUnder(actor: AnyActorRef): AnyActorRef[] {
  if (machineOf(actor) === undefined) return [];
  const { children } = actor.getSnapshot() as MachineSnapshot;
  return [actor, ...Object.values(children).flatMap((child) => (child ? machinesUnder(child) : []))];
}
