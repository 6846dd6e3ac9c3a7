import { readFileSync } from 'node:fs';

/** Descriptors left to everything that is not a connection: listeners, files, workers, the first of each origin. */
const RESERVE = 256;
/** More connections than this one process cannot make use of. */
const MOST = 20_000;
/** Where the system does not say. */
const FALLBACK = 4096;

/** The connections that this process may have open: its soft limit of file descriptors, less a reserve. */
export function connectionLimit(soft: number = softLimit()): number {
  return Math.max(16, Math.min(MOST, soft - RESERVE));
}

function softLimit(): number {
  try {
    const line = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    if (line) return line[1] === 'unlimited' ? MOST + RESERVE : Number(line[1]);
  } catch {
    // No /proc here: the report knows, but takes longer.
  }
  const report = process.report?.getReport() as
    | { userLimits?: { open_files?: { soft?: unknown } } }
    | undefined;
  const soft = report?.userLimits?.open_files?.soft;
  if (soft === 'unlimited') return MOST + RESERVE;
  return typeof soft === 'number' ? soft : FALLBACK;
}
