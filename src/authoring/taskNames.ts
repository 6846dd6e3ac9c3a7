import { isTaskSet, type Tasks } from './user.ts';

/** The names of tasks and of sets of tasks, at every depth. */
export function taskNames(tasks: Tasks<never>): string[] {
  return Object.entries(tasks).flatMap(([name, task]) =>
    isTaskSet(task) ? [name, ...taskNames(task.tasks)] : [name],
  );
}
