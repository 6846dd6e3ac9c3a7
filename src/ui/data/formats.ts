const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** Digits in groups: `12,345`. */
export function wholeText(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A rate or a share with a sensible number of digits: `0.25`, `3.4`, `118`, `12,345`. */
export function rateText(value: number): string {
  if (value === 0) return '0';
  const digits = value < 0.995 ? 2 : value < 99.95 ? 1 : 0;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A time in ms, such as `0.4 ms`, `38 ms` or `1.25 s`; a dash where there is none. */
export function timeText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms > 0 && ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** A share from 0 to 1 in percent. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A span for people, by its two largest units: `1 h 20 min`, `45 s`. */
export function spanText(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000) * 1000);
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A size in bytes: `512 B`, `1.5 KB`. */
export function bytesText(bytes: number): string {
  const names = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${names[power]}`;
}

/** The name of an entry from its key, for people: `GET /cart`. */
export function entryText(key: string): string {
  const [method = '', name = ''] = key.split('\t');
  return `${method} ${name}`.trim();
}
