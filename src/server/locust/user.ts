import type Router from '@koa/router';
import { isTaskSet, type Tasks } from '../../authoring/user.ts';
import { parseStrictHost } from '../../config/host.ts';
import { messageOf } from '../../domain/errors.ts';
import type { ClassSettings } from '../../engine/userClasses.ts';
import { readJson } from '../middleware/body.ts';
import { clip } from '../middleware/numbers.ts';
import { Problem } from '../middleware/problem.ts';
import { json } from '../middleware/reply.ts';
import { type LocustPortOptions, MOST_USERS } from '../options.ts';

/** The greatest weight of a class: sums of weights stay exact. */
const HEAVIEST = 1_000_000;

/** POST /user changes the settings of one class: host, weight, fixed count, tasks. Fields that are null stay. */
export function addUser(router: Router, path: string, options: LocustPortOptions): void {
  const { users } = options.test;
  router.post(path, async (ctx) => {
    const body = await readJson(ctx);
    const name = body.user_class_name;
    if (typeof name !== 'string' || name === '') throw new Problem(400, 'user_class_name must be a text.');
    const known = users.get(name);
    if (!known) throw new Problem(404, `Unknown user class: ${clip(name)}`);
    const settings: ClassSettings = {
      ...given(body.host, 'host', (value) => readHost(value, options)),
      ...given(body.weight, 'weight', readWeight),
      ...given(body.fixed_count, 'fixedCount', (value) => readFixedCount(value, options)),
      ...given(body.tasks, 'tasks', (value) => readTasks(value, taskNames(known.definition.tasks))),
    };
    try {
      users.configure(name, settings);
    } catch (error) {
      throw new Problem(400, messageOf(error));
    }
    json(ctx, {}, 201);
  });
}

function given<K extends string, T>(
  value: unknown,
  key: K,
  read: (value: unknown) => T,
): { [P in K]?: T } | undefined {
  return value === undefined || value === null ? undefined : ({ [key]: read(value) } as { [P in K]?: T });
}

function readHost(value: unknown, { allowList }: LocustPortOptions): string {
  if (typeof value !== 'string') throw new Problem(400, 'host must be a text.');
  let host: string;
  try {
    host = parseStrictHost(value);
  } catch (error) {
    throw new Problem(400, `host: ${clip(messageOf(error))}`);
  }
  if (!allowList.allows(host)) throw new Problem(400, `host: ${allowList.explain(host)}`);
  return host;
}

function readWeight(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= HEAVIEST) return value;
  throw new Problem(400, `weight must be a number from 0 to ${HEAVIEST}.`);
}

function readFixedCount(value: unknown, { config: { maxUsers = MOST_USERS } }: LocustPortOptions): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxUsers)
    return value as number;
  throw new Problem(400, `fixed_count must be a whole number from 0 to ${maxUsers}.`);
}

function readTasks(value: unknown, known: readonly string[]): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every((each) => typeof each === 'string')) {
    throw new Problem(400, 'tasks must be a list of at least one name.');
  }
  const unknown = value.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new Problem(400, `tasks: unknown task ${clip(unknown)}. Known are ${known.join(', ')}.`);
  }
  return value;
}

/** The names of tasks and groups, at every depth. */
export function taskNames(tasks: Tasks<never>): string[] {
  return Object.entries(tasks).flatMap(([name, task]) =>
    isTaskSet(task) ? [name, ...taskNames(task.tasks)] : [name],
  );
}
