import type { AnyActorRef, AnyStateMachine } from 'xstate';
import { leavesOf } from './chart.ts';
import { activeOf, type MachineSnapshot } from './snapshots.ts';
import type { LiveState } from './wire.ts';

/** The workers of a fleet as the inspection sees them: an actor each, all of one chart. They come and go. */
export interface Workers {
  readonly machine: AnyStateMachine;
  /** Those that there are now; whose state changed last stands last. */
  readonly present: readonly AnyActorRef[];
  /** Tells of each that comes, right before it starts. Gives what ends it. */
  onJoin(listener: (worker: AnyActorRef) => void): () => void;
}

/** Workers that are told one by one, at most: of a thousand, all would be more than anybody reads. */
const MOST_TOLD = 32;

/** The workers that are told one by one: those whose state changed last. */
export function toldWorkers(workers: Workers | undefined): readonly AnyActorRef[] {
  return workers?.present.slice(-MOST_TOLD) ?? [];
}

/** All workers by state. */
export function workersByState(workers: Workers | undefined): LiveState['workers'] {
  if (workers === undefined) return {};
  const counts = Object.fromEntries(leavesOf(workers.machine).map((leaf) => [leaf, 0]));
  for (const worker of workers.present) {
    const deepest = activeOf(worker.getSnapshot() as MachineSnapshot).at(-1) as string;
    counts[deepest] = (counts[deepest] ?? 0) + 1;
  }
  return counts;
}

/** Hears what happens to all workers, also to those who come later, until it is ended. */
export function hearWorkers(
  workers: Workers | undefined,
  hear: (worker: AnyActorRef) => () => void,
): () => void {
  const ends = new Map<AnyActorRef, () => void>();
  const begin = (worker: AnyActorRef): void => {
    const end = hear(worker);
    const over = (): void => void ends.delete(worker);
    const life = worker.subscribe({ complete: over, error: over });
    ends.set(worker, () => {
      life.unsubscribe();
      end();
    });
  };
  for (const worker of workers?.present ?? []) begin(worker);
  const ended = workers?.onJoin(begin);
  return () => {
    ended?.();
    for (const end of ends.values()) end();
    ends.clear();
  };
}
