import type { RequestsReport } from '../../metrics/outputs/wire.ts';
import type { EntryNumbers, StreamPoint } from '../../server/stream/wire.ts';

/** A worker in a row of `/stats/requests`. */
export interface WorkerRow {
  id: string;
  state: string;
  user_count: number;
  cpu_usage: number;
  memory_usage: number;
}

/** The answer of `/stats/requests`. */
export interface Report extends RequestsReport {
  state: string;
  user_count: number;
  saturated: boolean;
  num_crashed: number;
  num_unconfirmed?: number;
  workers?: WorkerRow[];
}

/** States in which a load runs or is about to end. */
const ACTIVE = new Set(['spawning', 'running', 'stopping', 'cleanup']);

export function isActive(state: string): boolean {
  return ACTIVE.has(state);
}

/** A point of the stream from a report, for times when the stream is out of reach: rates are those of the last 10 s. */
export function pointOf(report: Report, time: number, run: number): StreamPoint {
  const recent = report.current_response_time_percentiles;
  const entries = report.stats.map((row): [string, EntryNumbers] => [
    `${row.method}\t${row.name}`,
    {
      rps: row.current_rps,
      failuresPerSecond: row.current_fail_per_sec,
      p50: row.method === '' ? (recent['response_time_percentile_0.5'] ?? null) : null,
      p95: row.method === '' ? (recent['response_time_percentile_0.95'] ?? null) : null,
      p99: null,
    },
  ]);
  return {
    time,
    run,
    state: report.state,
    users: report.user_count,
    classes: {},
    entries: Object.fromEntries(entries),
    saturated: report.saturated,
    progress: null,
  };
}
