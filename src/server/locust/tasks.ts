import type { TaskRatios } from '../../engine/userClasses.ts';
import type { LocustPortOptions } from '../options.ts';

/**
 * The tree of /tasks by the users alive. Port 80 shows all its classes, with ratio 0 where none runs; port 81
 * only those that were spawned.
 */
export function taskTree({ test, role }: LocustPortOptions): TaskRatios {
  return test.users.ratios(test.census.byClass(), { all: role === 'web' });
}
