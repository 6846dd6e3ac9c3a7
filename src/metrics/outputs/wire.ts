/** What Locust's interface says of a test's numbers. Types alone: the web interface imports them. */

/** Where the time of a request goes, in order. */
export type PhaseName = 'blocked' | 'connecting' | 'tls' | 'sending' | 'waiting' | 'receiving';

/** A row of `/stats/requests`, in Locust's words: ms, bytes, per second. */
export interface StatsRow {
  method: string;
  name: string;
  safe_name: string;
  num_requests: number;
  num_failures: number;
  min_response_time: number;
  max_response_time: number;
  current_rps: number;
  current_fail_per_sec: number;
  avg_response_time: number;
  median_response_time: number;
  ninetieth_response_time: number;
  total_rps: number;
  total_fail_per_sec: number;
  avg_content_length: number;
  num_aborted: number;
  num_hops: number;
  num_reconnects: number;
  num_unsent: number;
  response_times_us: { min: number; p50: number; p95: number; p99: number; max: number };
  /**
   * Times from the start that a pacing meant, µs, and how many such starts there were, left-out ones included;
   * absent where no pacing starts these requests.
   */
  from_intended_start_us?: { count: number; p50: number; p95: number; p99: number; max: number };
  phases: Record<PhaseName, { avg: number; max: number }>;
  [percentile: `response_time_percentile_${number}`]: number;
}

/** A failure in Locust's words; times in seconds since the epoch. */
export interface ErrorRow {
  method: string;
  name: string;
  error: string;
  occurrences: number;
  first_seen: number;
  last_seen: number;
}

/** What of `/stats/requests` the numbers fill; the server adds state, user_count and the workers. */
export interface RequestsReport {
  stats: StatsRow[];
  errors: ErrorRow[];
  current_rps: number;
  current_fail_per_sec: number;
  total_rps: number;
  total_fail_per_sec: number;
  fail_ratio: number;
  total_avg_response_time: number;
  current_response_time_percentiles: Record<string, number | null>;
  current_response_time_percentile_50: number | null;
  current_response_time_percentile_95: number | null;
}

/** A row of `/exceptions`. */
export interface ExceptionRow {
  count: number;
  msg: string;
  traceback: string;
  /** The processes it came from, joined by ", ". */
  nodes: string;
}

/** One item of Locust's `history`: each number with its time, ISO 8601. */
export type HistoryItem = { readonly time: string } & Readonly<Record<string, string | [string, number]>>;
