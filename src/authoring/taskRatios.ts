import type { TaskLeaf } from './taskTree.ts';

/** A node of what `/tasks` shows: the ratio among its siblings, and what is below. */
export interface TaskRatio {
  ratio: number;
  tasks?: Record<string, TaskRatio>;
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
