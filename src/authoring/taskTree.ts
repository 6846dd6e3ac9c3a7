import type { Random } from '../domain/random.ts';
import { isGroup, type Mix, type Task, type Tasks, type UserDefinition } from './user.ts';

/** A task that can be chosen, with its place in the tree. */
export interface TaskLeaf {
  readonly name: string;
  /** Names from the top to the task, the task's own included. */
  readonly path: readonly string[];
  /** How often this task is chosen of all the user's tasks, 0..1. */
  readonly ratio: number;
  readonly run: Task<never>;
}

/** A node of what `/tasks` shows: the ratio among its siblings, and what is below. */
export interface TaskRatio {
  ratio: number;
  tasks?: Record<string, TaskRatio>;
}

export interface TaskChoice {
  /** Names of the tasks, or groups, that count; all where left out. */
  readonly only?: readonly string[] | undefined;
  /** Every task that is chosen at all is chosen as often as its siblings. */
  readonly equal?: boolean;
}

/** The tasks of a user as a flat list with their overall ratios; never-chosen ones left out. */
export function taskLeaves(definition: UserDefinition, { only, equal = false }: TaskChoice = {}): TaskLeaf[] {
  const leaves = collect(definition.tasks, definition.mix, [], 1, { only, equal });
  const sum = leaves.reduce((total, leaf) => total + leaf.ratio, 0);
  return leaves.map((leaf) => ({ ...leaf, ratio: leaf.ratio / sum }));
}

function collect(
  tasks: Tasks<never>,
  mix: Mix,
  above: readonly string[],
  share: number,
  { only, equal = false }: TaskChoice,
): TaskLeaf[] {
  const wanted = Object.entries(tasks).filter(
    ([name, task]) => weightOf(mix, name) > 0 && (!only || only.includes(name) || holds(task, only)),
  );
  const weight = (name: string): number => (equal ? 1 : weightOf(mix, name));
  const total = wanted.reduce((sum, [name]) => sum + weight(name), 0);
  return wanted.flatMap(([name, task]) => {
    const ratio = (share * weight(name)) / total;
    const path = [...above, name];
    if (!isGroup(task)) return [{ name, path, ratio, run: task as Task<never> }];
    const below = only?.includes(name) ? undefined : only;
    return collect(task.tasks, task.mix, path, ratio, { only: below, equal });
  });
}

function holds(task: unknown, names: readonly string[]): boolean {
  if (!isGroup(task)) return false;
  return Object.entries(task.tasks).some(([name, inner]) => names.includes(name) || holds(inner, names));
}

function weightOf(mix: Mix, name: string): number {
  return mix[name] ?? 1;
}

/** The tree of ratios; with `scale` every ratio is multiplied through from the top. */
export function taskRatios(leaves: readonly TaskLeaf[], scale?: number): Record<string, TaskRatio> {
  const root: TaskRatio = { ratio: 1, tasks: {} };
  for (const leaf of leaves) {
    let node = root;
    leaf.path.forEach((name, depth) => {
      const tasks = node.tasks ?? {};
      const child = tasks[name] ?? { ratio: 0, ...(depth < leaf.path.length - 1 && { tasks: {} }) };
      tasks[name] = child;
      child.ratio += leaf.ratio;
      node = child;
    });
  }
  return shaped(root.tasks ?? {}, 1, scale);
}

function shaped(
  tasks: Record<string, TaskRatio>,
  parent: number,
  scale: number | undefined,
): Record<string, TaskRatio> {
  const entries = Object.entries(tasks).map(([name, node]): [string, TaskRatio] => {
    const ratio = scale === undefined ? node.ratio / parent : node.ratio * scale;
    return [name, node.tasks ? { ratio, tasks: shaped(node.tasks, node.ratio, scale) } : { ratio }];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Chooses among the tasks by their ratios. */
export function taskPicker(leaves: readonly TaskLeaf[]): (random: Random) => number {
  const bounds: number[] = [];
  let sum = 0;
  for (const leaf of leaves) {
    sum += leaf.ratio;
    bounds.push(sum);
  }
  const last = leaves.length - 1;
  return (random) => {
    if (last === 0) return 0;
    const at = random.next() * sum;
    for (let index = 0; index < last; index++) if (at < (bounds[index] as number)) return index;
    return last;
  };
}
