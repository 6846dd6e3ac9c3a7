/** Locust's names of severities, least severe first, with pino's numbers. */
export const LEVELS = { DEBUG: 20, INFO: 30, WARNING: 40, ERROR: 50, CRITICAL: 60 } as const;

export type LogLevel = keyof typeof LEVELS;

/** The level of a name in any case; undefined where there is none. */
export function findLevel(name: string): LogLevel | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(LEVELS, upper) ? (upper as LogLevel) : undefined;
}
