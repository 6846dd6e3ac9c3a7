import { addHistograms, type HistogramDelta } from './histogram.ts';

/** The phases of a request, in the order in which their numbers are kept. */
export const PHASES = ['blocked', 'connecting', 'tls', 'sending', 'waiting', 'receiving'] as const;

/** What one entry, a method and a name, counted since the last drain. */
export interface EntryDelta {
  readonly method: string;
  readonly name: string;
  /** Requests that ended, failed ones included; the histogram holds as many. */
  readonly requests: number;
  readonly failures: number;
  /** Cut off by a stop: neither requests nor failures. */
  readonly aborted: number;
  /** Answers that came, those of aborted requests included. */
  readonly hops: number;
  readonly reconnects: number;
  /** Failures that never left the process. */
  readonly unsent: number;
  /** Bytes of decoded bodies. */
  readonly bytes: number;
  /** Response times, µs. */
  readonly histogram: HistogramDelta;
  /**
   * Times from the intended start, µs, one for every start of a pacing, left-out ones included; undefined
   * where there was none.
   */
  readonly fromIntended?: HistogramDelta | undefined;
  /** Sum and greatest of each of `PHASES`, µs. */
  readonly phaseSums: readonly number[];
  readonly phaseMaxima: readonly number[];
  /** When the last request ended, ms since the epoch; 0 where none did. */
  readonly lastAt: number;
}

/** Failures of an entry that read alike. Times in ms since the epoch. */
export interface FailureDelta {
  readonly method: string;
  readonly name: string;
  readonly error: string;
  readonly occurrences: number;
  readonly first: number;
  readonly last: number;
}

/** Errors thrown by tasks that read alike. Times in ms since the epoch. */
export interface ExceptionDelta {
  readonly message: string;
  readonly traceback: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Everything that a process measured since it was last asked. A plain value: it can be added to another, sent
 * to another thread, or encoded (`encodeDelta`).
 */
export interface Delta {
  /** When it was drained, ms since the epoch by the clock of the process that measured. */
  readonly drainedAt: number;
  /** The time it covers, ms. */
  readonly span: number;
  readonly entries: readonly EntryDelta[];
  readonly failures: readonly FailureDelta[];
  readonly exceptions: readonly ExceptionDelta[];
}

/** A delta with nothing in it. */
export const emptyDelta: Delta = { drainedAt: 0, span: 0, entries: [], failures: [], exceptions: [] };

/** The sum of two deltas, in either order the same but for the order of rows. */
export function mergeDeltas(a: Delta, b: Delta): Delta {
  return {
    drainedAt: Math.max(a.drainedAt, b.drainedAt),
    span: Math.max(a.span, b.span),
    entries: mergeBy([a.entries, b.entries], (each) => [each.method, each.name], addEntries),
    failures: mergeBy(
      [a.failures, b.failures],
      (each) => [each.method, each.name, each.error],
      (x, y) => ({ ...x, ...seenBoth(x, y), occurrences: x.occurrences + y.occurrences }),
    ),
    exceptions: mergeBy(
      [a.exceptions, b.exceptions],
      (each) => [each.message, each.traceback],
      (x, y) => ({ ...x, ...seenBoth(x, y), count: x.count + y.count }),
    ),
  };
}

function addEntries(a: EntryDelta, b: EntryDelta): EntryDelta {
  return {
    method: a.method,
    name: a.name,
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    aborted: a.aborted + b.aborted,
    hops: a.hops + b.hops,
    reconnects: a.reconnects + b.reconnects,
    unsent: a.unsent + b.unsent,
    bytes: a.bytes + b.bytes,
    histogram: addHistograms(a.histogram, b.histogram),
    fromIntended: addIfAny(a.fromIntended, b.fromIntended),
    phaseSums: a.phaseSums.map((sum, index) => sum + b.phaseSums[index]!),
    phaseMaxima: a.phaseMaxima.map((max, index) => Math.max(max, b.phaseMaxima[index]!)),
    lastAt: Math.max(a.lastAt, b.lastAt),
  };
}

function addIfAny(a: HistogramDelta | undefined, b: HistogramDelta | undefined): HistogramDelta | undefined {
  return a === undefined || b === undefined ? (a ?? b) : addHistograms(a, b);
}

interface Seen {
  readonly first: number;
  readonly last: number;
}

const seenBoth = (a: Seen, b: Seen): Seen => ({
  first: Math.min(a.first, b.first),
  last: Math.max(a.last, b.last),
});

function mergeBy<T>(
  lists: readonly (readonly T[])[],
  keyOf: (item: T) => string[],
  add: (a: T, b: T) => T,
): T[] {
  const merged = new Map<string, T>();
  for (const item of lists.flat()) {
    const key = JSON.stringify(keyOf(item));
    const present = merged.get(key);
    merged.set(key, present === undefined ? item : add(present, item));
  }
  return [...merged.values()];
}
