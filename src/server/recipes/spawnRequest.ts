import type { StartRequest } from '../../engine/loadTest.ts';
import { readOptionFields } from '../locust/optionFields.ts';
import { Refusal } from '../locust/refusal.ts';
import type { Fields } from '../middleware/fields.ts';
import { clip, readWhole, type WholeNumber } from '../middleware/numbers.ts';
import { Problem } from '../middleware/problem.ts';
import { MOST_USERS, type RecipePortOptions } from '../options.ts';

/** What a spawn asks, and the sentence that answers it. */
export interface Spawn {
  readonly start: StartRequest;
  /** The values of the load's options. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/**
 * Reads a spawn. Recipe scripts depend on the texts and on the order of the checks; the bound on users, the host
 * and the options of load files, which the original did not have, come last.
 * @param usual the values of options that the form does not give
 * @throws Problem 400, or 404 for an unknown identifier.
 */
export function readSpawn(
  fields: Fields,
  identifier: string,
  port: RecipePortOptions,
  usual: Spawn['options'],
): Spawn {
  const { test, config } = port;
  const { maxUsers = MOST_USERS } = config;
  const userCount = required(fields, 'user_count');
  const spawnRate = required(fields, 'spawn_rate');
  positive('user_count', userCount);
  positive('spawn_rate', spawnRate);
  if (!test.users.get(identifier)) {
    throw new Problem(404, `Cannot find SRE Recipe Load for: ${clip(identifier)}`);
  }
  const stopAfter = readStopAfter(fields);
  if (userCount.value > maxUsers) {
    throw new Problem(400, `Query parameter 'user_count' must be at most ${maxUsers}: ${userCount.text}`);
  }
  if (test.users.hostOf(identifier, test.host) === '') {
    throw new Problem(400, 'There is no host to aim at: start with --host or TARGET_HOST.');
  }
  const [share] = test.users.weights([identifier]);
  if (share?.weight === 0 && share.fixedCount === 0) {
    throw new Problem(400, `Nothing to spawn: ${identifier} has weight 0 and no fixed_count.`);
  }
  return {
    start: {
      users: userCount.value,
      spawnRate: Math.min(spawnRate.value, Number.MAX_SAFE_INTEGER),
      runTime: stopAfter === undefined ? null : Math.min(stopAfter.value * 1000, Number.MAX_SAFE_INTEGER),
      classes: [identifier],
    },
    options: readOptions(fields, port, usual),
    message: `Spawn Request Received: spawning ${userCount.text} users at ${spawnRate.text} users/second`,
  };
}

/** An option holds for the load of its spawn, as stop_after does. */
function readOptions(fields: Fields, port: RecipePortOptions, usual: Spawn['options']): Spawn['options'] {
  try {
    return readOptionFields(fields, { ...port, role: 'recipes' }, usual);
  } catch (error) {
    throw error instanceof Refusal ? new Problem(400, error.message) : error;
  }
}

function required(fields: Fields, name: string): WholeNumber {
  const text = fields.first(name);
  const whole = text === undefined ? undefined : readWhole(text);
  if (whole) return whole;
  const shown = text === undefined ? 'None' : clip(text);
  throw new Problem(
    400,
    `Must specify a valid, non-empty, integer value for query parameter '${name}': ${shown}`,
  );
}

function positive(name: string, { value, text }: WholeNumber): void {
  if (value <= 0) throw new Problem(400, `Query parameter '${name}' must be positive: ${text}`);
}

function readStopAfter(fields: Fields): WholeNumber | undefined {
  const text = fields.first('stop_after');
  if (text === undefined) return undefined;
  const whole = readWhole(text);
  if (!whole) throw new Problem(400, `stop_after must be valid integer value: ${clip(text)}`);
  positive('stop_after', whole);
  return whole;
}
