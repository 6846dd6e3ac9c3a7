import { StatestormError } from './errors.ts';

/** A span of time: a number of milliseconds, or a text such as `500ms`, `10s`, `2m`, `1h` or `1h20m`. */
export type Duration = number | `${number}ms` | `${number}s` | `${number}m` | `${number}h` | (string & {});

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const TEXT = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/**
 * The milliseconds of a duration.
 * @throws StatestormError `duration.invalid` where it is negative, not finite or not a duration.
 */
export function toMs(duration: Duration): number {
  if (typeof duration === 'number') {
    if (Number.isFinite(duration) && duration >= 0) return duration;
    throw invalid(duration);
  }
  // From JavaScript, or a wait function that forgot to return, anything may come.
  const parts = typeof duration === 'string' && duration !== '' ? TEXT.exec(duration.trim()) : null;
  if (!parts) throw invalid(duration);
  const [, h, m, s, ms] = parts;
  if (h === undefined && m === undefined && s === undefined && ms === undefined) throw invalid(duration);
  return Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s + Number(ms ?? 0);
}

function invalid(duration: unknown): StatestormError {
  return new StatestormError(
    'duration.invalid',
    `Not a duration: ${JSON.stringify(duration) ?? String(duration)}`,
    {
      hint: 'Give milliseconds as a number of 0 or more, or a text such as "500ms", "10s", "2m", "1h20m".',
    },
  );
}

const RUN_TIME = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/;

/**
 * The seconds of a run time as Locust's users write it: `20`, `20s`, `3m`, `2h`, `1h20m`, `3h30m10s`.
 * Undefined where the text is none of these, or is zero.
 */
export function parseRunTime(text: string): number | undefined {
  const parts = RUN_TIME.exec(text.trim());
  if (!parts) return undefined;
  const [, h, m, s] = parts;
  const seconds = Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0);
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
}
