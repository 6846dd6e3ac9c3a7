/**
 * What `/stream` and `/stats/charts` say. Types alone: the web interface imports them, so that both sides of
 * the wire are one text. Times are ms since the epoch, response times ms, rates per second.
 */

/** An entry of the statistics as a key: method and name, a tab between them; `\tAggregated` is all together. */
export type EntryKey = string;

/** The numbers of one entry over a short time. */
export interface EntryNumbers {
  readonly rps: number;
  readonly failuresPerSecond: number;
  /** Null where no request ended in that time. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** How far a run with a known end has come. */
export interface Progress {
  /** What ends it. */
  readonly by: 'runTime' | 'shape' | 'stopAfter';
  readonly startedAt: number;
  readonly endsAt: number;
}

/**
 * `event: point` of `/stream`, one a second. Its `id` is `<run>.<number>`: a client that comes back with
 * Last-Event-ID is first sent the points that it missed, as far as they are kept.
 */
export interface StreamPoint {
  readonly time: number;
  /** Counts the runs of this test; 0 before the first. */
  readonly run: number;
  /** As `/stats/requests` says it. */
  readonly state: string;
  readonly users: number;
  /** Users alive by class. */
  readonly classes: Readonly<Record<string, number>>;
  /** Entries with traffic in this second, and always `\tAggregated`. */
  readonly entries: Readonly<Record<EntryKey, EntryNumbers>>;
  /** Set while this process is too busy for its numbers to be trusted. */
  readonly saturated: boolean;
  /** Null where nothing runs, or nobody knows when it ends. */
  readonly progress: Progress | null;
}

/** One column of a chart. Older ones stand for longer times. */
export interface ChartPoint extends EntryNumbers {
  /** Its end. */
  readonly time: number;
  /** How long it stands for, ms. */
  readonly span: number;
  /** Users at its end. */
  readonly users: number;
  // Percentiles of a longer time are those of its slowest second, so that no peak is lost.
  /** Response times as pairs in one list: upper bound of a bucket (ms), count. Bounds are the answer's `bounds`. */
  readonly heat: readonly number[];
}

/** Where the time of an entry's requests went since the start of the run: sums, ms. */
export interface PhaseSums {
  readonly blocked: number;
  readonly connecting: number;
  readonly tls: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
  /** Requests that they are summed over. */
  readonly requests: number;
}

/** One entry of `GET /stats/charts`. */
export interface EntryChart {
  readonly key: EntryKey;
  readonly method: string;
  readonly name: string;
  readonly phases: PhaseSums;
  /** Oldest first; empty for entries that were not asked for. */
  readonly points: readonly ChartPoint[];
}

/**
 * `GET /stats/charts?key=…&key=…`: the whole run, the last minute by seconds, what is older in coarser columns.
 * At most 500 entries are listed by name, then `\tAggregated`, which counts what is not listed, too. Points come
 * for those named by `key`, without one for `\tAggregated`.
 */
export interface Charts {
  readonly run: number;
  readonly time: number;
  /** Upper bounds of the heat map's buckets, ms, ascending. */
  readonly bounds: readonly number[];
  readonly entries: readonly EntryChart[];
}
