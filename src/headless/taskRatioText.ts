import type { TaskRatio } from '../authoring/taskRatios.ts';
import type { TaskRatios } from '../engine/userClasses.ts';

/** The share of each class and task in percent, as Locust prints it: among its siblings, then of all. */
export function taskRatioText({ per_class, total }: TaskRatios): string {
  const rule = '-'.repeat(80);
  const part = (title: string, tree: Record<string, TaskRatio>): string[] => [
    '',
    ` ${title}`,
    rule,
    ...rows(tree, ''),
    '',
  ];
  return [...part('Task ratio per User class', per_class), ...part('Total task ratio', total), ''].join('\n');
}

function rows(tree: Record<string, TaskRatio>, indent: string): string[] {
  return Object.entries(tree).flatMap(([name, { ratio, tasks = {} }]) => [
    ` ${`${indent}${(ratio * 100).toFixed(1)}`.padEnd(10)} ${indent}${name}`,
    ...rows(tasks, `${indent}  `),
  ]);
}
