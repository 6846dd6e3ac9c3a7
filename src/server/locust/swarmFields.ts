import { parseStrictHost } from '../../config/host.ts';
import { parseRunTime } from '../../domain/duration.ts';
import { messageOf } from '../../domain/errors.ts';
import type { LoadShape } from '../../domain/loadShape.ts';
import { readNumber } from '../../domain/readValue.ts';
import { refusalOf } from '../../domain/shapes/peak.ts';
import type { Fields } from '../middleware/fields.ts';
import { clip, readWhole } from '../middleware/numbers.ts';
import { type LocustPortOptions, MOST_USERS } from '../options.ts';
import { Refusal } from './refusal.ts';

/** What Locust says where a run time cannot be read. */
const RUN_TIMES = 'Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.';

/** A field that has something in it. */
function filled(fields: Fields, name: string): string | undefined {
  const text = fields.first(name);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** Users and spawn rate; undefined where the form lacks one of them. */
export function readSize(
  fields: Fields,
  most: number = MOST_USERS,
): { users: number; spawnRate: number } | undefined {
  const userCount = filled(fields, 'user_count');
  const rate = filled(fields, 'spawn_rate');
  const users = userCount === undefined ? undefined : readWhole(userCount);
  if (userCount !== undefined && (users === undefined || users.value < 0)) {
    throw new Refusal(`user_count must be a whole number of 0 or more: ${clip(userCount)}`);
  }
  if (users !== undefined && users.value > most) {
    throw new Refusal(`user_count must be at most ${most}: ${users.text}`);
  }
  const spawnRate = rate === undefined ? undefined : readNumber(rate);
  if (rate !== undefined && (spawnRate === undefined || spawnRate <= 0)) {
    throw new Refusal(`spawn_rate must be a number above 0: ${clip(rate)}`);
  }
  return users === undefined || spawnRate === undefined ? undefined : { users: users.value, spawnRate };
}

/** The run time, s; undefined where none is wanted. */
export function readRunTime(fields: Fields): number | undefined {
  const text = filled(fields, 'run_time');
  if (text === undefined) return undefined;
  const seconds = parseRunTime(text);
  if (seconds === undefined) throw new Refusal(RUN_TIMES);
  return seconds;
}

/** The host to aim at: the form's, without `<` and `>`, where clients may aim there; else the present one. */
export function readHost(fields: Fields, { test, allowList }: LocustPortOptions): string {
  const text = (fields.first('host') ?? '').replace(/[<>]/g, '').trim();
  if (text === '') return test.host;
  let host: string;
  try {
    host = parseStrictHost(text);
  } catch (error) {
    throw new Refusal(`host: ${clip(messageOf(error))}`);
  }
  if (!allowList.allows(host)) throw new Refusal(`host: ${allowList.explain(host)}`);
  return host;
}

/** The shape to follow; null for users and rate of the form's own. */
export function readShape(fields: Fields, { config }: LocustPortOptions): LoadShape | null {
  const shape = chosenShape(filled(fields, 'shape_class'), config);
  const refusal = shape === null ? undefined : refusalOf(shape, config.maxUsers);
  if (refusal !== undefined) throw new Refusal(`${refusal}. Ask for fewer, or raise --max-users.`);
  return shape;
}

function chosenShape(name: string | undefined, config: LocustPortOptions['config']): LoadShape | null {
  if (name === undefined) return config.defaultShape;
  // Where people can pick, Default means none, as in Locust; where they cannot, it is whatever runs by default.
  if (name === 'Default') return config.classPicker ? null : config.defaultShape;
  const shape = config.shapes.find((each) => each.name === name);
  if (!shape) throw new Refusal(`Unknown shape_class: ${clip(name)}`);
  return shape;
}

/** The classes to run; undefined for all. Port 80 hears of classes only where people can pick them. */
export function readClasses(
  fields: Fields,
  { test, role, config }: LocustPortOptions,
): readonly string[] | undefined {
  const picks = role === 'recipes' || config.classPicker;
  const names = picks ? [...new Set(fields.all('user_classes'))].filter((name) => name !== '') : [];
  const unknown = names.find((name) => !test.users.get(name));
  if (unknown !== undefined) {
    throw new Refusal(`Unknown user_classes: ${clip(unknown)}. Known are ${test.users.names.join(', ')}.`);
  }
  if (names.length > 0) return names;
  const before = test.request?.classes.map((each) => each.name);
  if (role === 'web') return picks && test.active && test.state !== 'stopping' ? before : undefined;
  if (before === undefined) {
    throw new Refusal(
      'Nothing was chosen to spawn: name user classes by user_classes, or spawn a recipe user by POST /api/spawn/<identifier> first.',
    );
  }
  return before;
}
