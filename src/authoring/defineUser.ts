import { StatestormError } from '../domain/errors.ts';
import { noWait } from '../domain/pacing.ts';
import { faultOfTasks } from './checkTasks.ts';
import { toJourney } from './journey.ts';
import { type Tasks, USER, type UserDefinition, type UserOptions } from './user.ts';
import { toWaitTime } from './waits.ts';

/** What names a class, and a recipe. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
const NAME_DUE = 'a word of letters, digits, "_", "-" and ".", beginning with a letter';

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
  const owner = `defineUser(${JSON.stringify(name)})`;
  const demand = (holds: boolean, option: string, due: string): void => {
    if (holds) return;
    throw new StatestormError('user.invalid', `${owner}: ${option} must be ${due}`, {
      hint: `Correct "${option}" in the load file.`,
    });
  };
  demand(typeof name === 'string' && NAME.test(name), 'name', NAME_DUE);
  demand(typeof options === 'object' && options !== null, 'options', 'an object');
  const { weight = 1, fixedCount = 0, host, recipe, http, waitTime = noWait, journey, tags = {} } = options;
  const mix = options.mix === undefined ? {} : options.mix;
  demand(Number.isFinite(weight) && weight >= 0, 'weight', 'a number of 0 or more');
  demand(Number.isSafeInteger(fixedCount) && fixedCount >= 0, 'fixedCount', 'a whole number of 0 or more');
  demand(
    host === undefined || (/^https?:\/\//i.test(host) && URL.canParse(host)),
    'host',
    'a URL that begins with http:// or https://',
  );
  demand(recipe === undefined || (typeof recipe === 'string' && NAME.test(recipe)), 'recipe', NAME_DUE);
  demand(
    http === undefined || typeof http === 'function' || (typeof http === 'object' && http !== null),
    'http',
    'an object of settings, or a function of the user that gives one',
  );
  for (const hook of ['onStart', 'onStop'] as const) {
    demand(options[hook] === undefined || typeof options[hook] === 'function', hook, 'a function');
  }
  const fault = faultOfTasks({ tasks: options.tasks, mix, tags });
  if (fault) demand(false, fault.path, fault.due);
  demand(
    journey === undefined || options.mix === undefined,
    'mix',
    'left out where a journey orders the tasks',
  );
  return {
    [USER]: true,
    name,
    description: options.description ?? '',
    recipe,
    weight,
    fixedCount,
    host: host?.replace(/\/+$/, ''),
    http,
    waitTime: toWaitTime(owner, waitTime),
    onStart: options.onStart as UserDefinition['onStart'],
    onStop: options.onStop as UserDefinition['onStop'],
    tasks: options.tasks as Tasks<never>,
    mix,
    journey: journey && toJourney(owner, journey, Object.keys(options.tasks)),
    tags,
  };
}
