import type { LocustPortOptions } from '../options.ts';

/** The name of a download: `Locust_<local time>_<load file>[_<host>][_<what>].<extension>`. */
export function fileName({ test, clock, config }: LocustPortOptions, ending: string): string {
  const host = test.host === '' ? '' : `_${test.host}`;
  return safe(`Locust_${stamp(clock.now())}_${config.locustfile ?? 'None'}${host}${ending}`);
}

/** `2026-11-23-20h09`, by the clock on the wall of this process. */
function stamp(now: number): string {
  const at = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}h${two(at.getMinutes())}`;
}

/** Only what stands in a header without quotes, whatever encoding it is read in: no blanks, controls, quotes, `;`. */
function safe(name: string): string {
  return name.replace(/[^\x21-\x7e]|["'`;\\]/g, '').slice(0, 300);
}
