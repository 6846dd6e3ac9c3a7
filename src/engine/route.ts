import type { TaskTree } from '../authoring/taskTree.ts';
import type { UserDefinition } from '../authoring/user.ts';
import { weightedPicker } from '../authoring/weightedPicker.ts';
import type { WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';
import { SetRoute } from './setRoute.ts';

/** A user's way through its tasks: asked by its loop before each step and told how it ended. */
export interface Route {
  /** The path of the state of its journey; undefined before the first task, and without a journey. */
  readonly journeyState?: string | undefined;
  /** The step to run now, as an index into the class's steps. */
  next(): number;
  /** Tells what the step gave, or threw. Gives the pause that follows; undefined for none. */
  ended(threw: boolean, value: unknown): WaitTime | undefined;
  /** Leaves the innermost set once the running step has ended; false where the user is in none. */
  interrupt(wait: boolean): boolean;
  /** The onStop steps of the sets that the user is in, innermost first. */
  open(): number[];
}

/** Makes the route of each user of a class. */
export type RouteMaker = (random: Random) => Route;

/** The routes of a class whose tasks are laid out. Where every choice begins at the top, a route holds nothing. */
export function routeMaker({ waitTime, journey }: UserDefinition, tree: TaskTree): RouteMaker {
  if (!tree.isFlat) return (random) => new SetRoute(tree.root, journey, random, waitTime);
  const pick = weightedPicker(tree.leaves.map((leaf) => leaf.ratio));
  const shared = { ended: () => waitTime, interrupt: () => false, open: () => [] };
  return (random) => ({ next: () => pick(random), ...shared });
}
