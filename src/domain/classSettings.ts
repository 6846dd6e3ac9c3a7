import { StatestormError } from './errors.ts';

/** What can be said of a class of users from outside the file that defines it. */
export interface GivenClassSettings {
  readonly host?: string;
  readonly weight?: number;
  readonly fixedCount?: number;
  /** Names of the tasks, or sets, that are left. */
  readonly tasks?: readonly string[];
}

/** The greatest weight of a class: sums of weights stay exact. */
const HEAVIEST = 1_000_000;

interface Limits {
  /** The host to aim at, from what was given; throws a StatestormError where it is none. */
  readonly toHost: (text: string) => string;
  /** The greatest fixed count. */
  readonly mostUsers: number;
}

/**
 * Reads what JSON says of a class, as Locust spells it: `host`, `weight`, `fixed_count`, `tasks`. A field that is
 * null or left out stays as it is; others are not looked at.
 * @throws StatestormError `users.settings` naming the field
 */
export function readClassSettings(
  json: Readonly<Record<string, unknown>>,
  { toHost, mostUsers }: Limits,
): GivenClassSettings {
  return {
    ...given(json.host, (value) => ({ host: readHost(value, toHost) })),
    ...given(json.weight, (value) => ({ weight: readWeight(value) })),
    ...given(json.fixed_count, (value) => ({ fixedCount: readFixedCount(value, mostUsers) })),
    ...given(json.tasks, (value) => ({ tasks: readTasks(value) })),
  };
}

function given<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function readHost(value: unknown, toHost: Limits['toHost']): string {
  if (typeof value !== 'string') throw wrong('host must be a text.');
  try {
    return toHost(value);
  } catch (error) {
    throw error instanceof StatestormError ? wrong(`host: ${error.message}`) : error;
  }
}

function readWeight(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= HEAVIEST) return value;
  throw wrong(`weight must be a number from 0 to ${HEAVIEST}.`);
}

function readFixedCount(value: unknown, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  throw wrong(`fixed_count must be a whole number from 0 to ${most}.`);
}

function readTasks(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string'))
    return value;
  throw wrong('tasks must be a list of at least one name.');
}

function wrong(message: string): StatestormError {
  return new StatestormError('users.settings', message);
}
