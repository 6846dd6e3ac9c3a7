import { StatestormError } from '../domain/errors.ts';
import { customWait, noWait, type WaitTime } from '../domain/pacing.ts';
import {
  GROUP,
  isGroup,
  type Mix,
  type TaskGroup,
  type Tasks,
  USER,
  type UserDefinition,
  type UserOptions,
} from './user.ts';

/**
 * A class of virtual users.
 *
 * @param name shown in statistics, `/tasks` and the class picker: letters, digits, `_`, `-` and `.`
 * @throws StatestormError `user.invalid` naming the option that is wrong
 * @example
 * export default defineUser('Visitor', {
 *   waitTime: between('1s', '10s'),
 *   tasks: {
 *     async home({ http }) {
 *       await http.get('/');
 *     },
 *   },
 * });
 */
export function defineUser<Session, T extends Tasks<Session>>(
  name: string,
  options: UserOptions<Session, T>,
): UserDefinition {
  if (typeof name !== 'string' || !/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) {
    throw invalid(name, 'name', 'a word of letters, digits, "_", "-" and ".", beginning with a letter');
  }
  if (typeof options !== 'object' || options === null) throw invalid(name, 'options', 'an object');
  const { weight = 1, fixedCount = 0, host, waitTime = noWait, mix = {} } = options;
  if (!(Number.isFinite(weight) && weight >= 0)) throw invalid(name, 'weight', 'a number of 0 or more');
  if (!(Number.isSafeInteger(fixedCount) && fixedCount >= 0)) {
    throw invalid(name, 'fixedCount', 'a whole number of 0 or more');
  }
  if (host !== undefined && !(/^https?:\/\//i.test(host) && URL.canParse(host))) {
    throw invalid(name, 'host', 'a URL that begins with http:// or https://');
  }
  for (const hook of ['onStart', 'onStop'] as const) {
    if (options[hook] !== undefined && typeof options[hook] !== 'function') {
      throw invalid(name, hook, 'a function');
    }
  }
  checkTasks(name, options.tasks, mix, 'tasks');
  return {
    [USER]: true,
    name,
    description: options.description ?? '',
    weight,
    fixedCount,
    host: host?.replace(/\/+$/, ''),
    waitTime: toWaitTime(name, waitTime),
    onStart: options.onStart as UserDefinition['onStart'],
    onStop: options.onStop as UserDefinition['onStop'],
    tasks: options.tasks as Tasks<never>,
    mix,
  };
}

/** Tasks with weights of their own that are chosen as one among their siblings; then one of them runs. */
export function group<Session, T extends Tasks<Session>>(options: {
  readonly tasks: T;
  readonly mix?: Mix<Extract<keyof T, string>>;
}): TaskGroup<Session> {
  return { [GROUP]: true, tasks: options.tasks, mix: options.mix ?? {} };
}

function toWaitTime(name: string, wait: UserOptions<unknown, Tasks>['waitTime']): WaitTime {
  if (typeof wait === 'function') return customWait(wait);
  if (typeof wait === 'object' && wait !== null && typeof wait.next === 'function') return wait;
  throw invalid(
    name,
    'waitTime',
    'constant(), between(), constantPacing(), constantThroughput() or a function',
  );
}

function checkTasks(name: string, tasks: unknown, mix: Mix, path: string): void {
  if (typeof tasks !== 'object' || tasks === null || Object.keys(tasks).length === 0) {
    throw invalid(name, path, 'an object with at least one task');
  }
  for (const [key, task] of Object.entries(tasks)) {
    if (isGroup(task)) checkTasks(name, task.tasks, task.mix, `${path}.${key}.tasks`);
    else if (typeof task !== 'function') throw invalid(name, `${path}.${key}`, 'a function or a group()');
  }
  const mixPath = path.replace(/tasks$/, 'mix');
  if (typeof mix !== 'object' || mix === null) throw invalid(name, mixPath, 'an object');
  for (const [key, share] of Object.entries(mix)) {
    if (!Object.hasOwn(tasks, key)) {
      throw invalid(name, `${mixPath}.${key}`, `a task's name (${Object.keys(tasks).join(', ')})`);
    }
    if (!(typeof share === 'number' && Number.isFinite(share) && share >= 0)) {
      throw invalid(name, `${mixPath}.${key}`, 'a number of 0 or more');
    }
  }
  if (Object.keys(tasks).every((key) => mix[key] === 0)) {
    throw invalid(name, mixPath, 'above 0 for at least one task');
  }
}

function invalid(name: unknown, option: string, due: string): StatestormError {
  return new StatestormError(
    'user.invalid',
    `defineUser(${JSON.stringify(name)}): ${option} must be ${due}`,
    {
      hint: `Correct "${option}" in the load file.`,
    },
  );
}
