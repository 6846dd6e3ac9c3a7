import { type Bounds, DEFAULT_BOUNDS, foldedEntries, OTHER } from './bounds.ts';
import { ChartHistory, type SavedHistory } from './chartHistory.ts';
import { type Delta, type EntryDelta, PHASES } from './delta.ts';
import { decodeDelta, encodeDelta } from './deltaCodec.ts';
import { EntryTotals, type Span } from './entryTotals.ts';
import { type Failure, FailureLog, type ThrownError } from './failures.ts';
import { Histogram, type HistogramDelta } from './histogram.ts';
import { PairMap } from './pairMap.ts';

export interface StatisticsOptions {
  readonly bounds?: Partial<Bounds>;
  /** Keeps percentiles of the last seconds for every entry, for a full history; in total they are always kept. */
  readonly recentPerEntry?: boolean;
  /** Told once a run, for a person to read, that names were folded. */
  readonly log?: (message: string) => void;
}

/** Rates of an entry, per second. */
export interface EntryRates {
  /** Over the last 10 s. */
  readonly currentRps: number;
  readonly currentFailuresPerSecond: number;
  /** From the start of the run to its last request. */
  readonly totalRps: number;
  readonly totalFailuresPerSecond: number;
}

/** Statistics as a plain value that JSON carries; the windows of the last seconds are not in it. */
export interface SavedStatistics {
  readonly startedAt: number | null;
  /** Rows, failures and exceptions as `encodeDelta` writes them, in base64. */
  readonly totals: string;
  /** The processes of each exception. */
  readonly nodes: readonly (readonly string[])[];
  /** Null stands for all entries together. */
  readonly history: SavedHistory<readonly [method: string, name: string] | null>;
}

/** A process whose clock is off by more than this, ms, has its times moved; less is the way of its report. */
const SKEW_MS = 2000;

/**
 * The numbers of one test, on the side that decides: adds up what its processes drain. All times in ms since
 * the epoch, given from outside by one clock.
 */
export class Statistics {
  /** All entries together. */
  readonly total = new EntryTotals('', 'Aggregated', { recent: true });
  /** What each entry did, second by second at first. */
  readonly history = new ChartHistory();
  readonly #bounds: Bounds;
  readonly #recentPerEntry: boolean;
  readonly #log: (message: string) => void;
  readonly #entries = new PairMap<EntryTotals>();
  readonly #failureLog: FailureLog;
  readonly #scratch = new Histogram();
  #sorted: EntryTotals[] | undefined;
  #folding = false;
  #startedAt: number | null = null;

  constructor({ bounds = {}, recentPerEntry = false, log = () => {} }: StatisticsOptions = {}) {
    this.#bounds = { ...DEFAULT_BOUNDS, ...bounds };
    this.#recentPerEntry = recentPerEntry;
    this.#log = log;
    this.#failureLog = new FailureLog(this.#bounds);
  }

  /** When counting began, ms since the epoch; null before the first run. */
  get startedAt(): number | null {
    return this.#startedAt;
  }

  /** When the last request ended, ms since the epoch; null where none did. */
  get lastRequestAt(): number | null {
    return this.total.lastAt === 0 ? null : this.total.lastAt;
  }

  /** In the order in which they were first seen. */
  get failures(): Failure[] {
    return this.#failureLog.failures;
  }

  get exceptions(): ThrownError[] {
    return this.#failureLog.exceptions;
  }

  /** A run begins: no rows, no numbers. */
  start(now: number): void {
    this.#entries.clear();
    this.#sorted = undefined;
    this.#folding = false;
    this.reset(now);
  }

  /** Zeroes the numbers and keeps the rows. */
  reset(now: number): void {
    this.#startedAt = now;
    this.total.clear();
    this.history.clear();
    for (const entry of this.#entries.values()) entry.clear();
    this.#failureLog.clear();
  }

  /**
   * Adds what a process drained. Called once a second a process. `node` names the process, for exceptions.
   * Without a run it is the first delta that starts one.
   */
  apply(delta: Delta, now: number, node = 'local'): void {
    if (this.#startedAt === null) this.#startedAt = now - delta.span;
    const startedAt = this.#startedAt;
    const offset = now - delta.drainedAt;
    const skew = Math.abs(offset) > SKEW_MS ? offset : 0;
    const moved = (at: number): number => Math.min(now, Math.max(startedAt, at + skew));
    const span: Span = { from: now - delta.span - startedAt, to: now - startedAt };

    this.#scratch.clear();
    for (const each of delta.entries) this.#scratch.merge(each.histogram);
    if (delta.entries.length > 0) {
      const histogram = this.#scratch.toDelta();
      const sum = { ...sumOf(delta.entries), histogram, fromIntended: this.#fromIntended(delta.entries) };
      this.total.add(sum, span);
      this.history.add(this.total, sum.requests, sum.failures, sum.histogram);
    }
    for (const each of delta.entries) {
      const entry = this.#entry(each.method, each.name);
      entry.add(each, span);
      this.history.add(entry, each.requests, each.failures, each.histogram);
      if (each.lastAt > 0) {
        entry.lastAt = Math.max(entry.lastAt, moved(each.lastAt));
        this.total.lastAt = Math.max(this.total.lastAt, entry.lastAt);
      }
    }
    for (const each of delta.failures) {
      const { method, name } = this.#entry(each.method, each.name);
      this.#failureLog.addFailure({
        ...each,
        method,
        name,
        first: moved(each.first),
        last: moved(each.last),
      });
    }
    for (const each of delta.exceptions) {
      this.#failureLog.addException({ ...each, first: moved(each.first), last: moved(each.last) }, node);
    }
  }

  save(): SavedStatistics {
    const totals = encodeDelta({
      drainedAt: 0,
      span: 0,
      entries: [...this.#entries.values()].map((entry) => entry.toDelta()),
      failures: this.failures,
      exceptions: this.exceptions,
    });
    return {
      startedAt: this.#startedAt,
      totals: Buffer.from(totals).toString('base64'),
      nodes: this.exceptions.map(({ nodes }) => [...nodes]),
      history: this.history.save((entry) => (entry === this.total ? null : [entry.method, entry.name])),
    };
  }

  /** Goes on from what was saved, in place of all that is there. @throws StatestormError `metrics.badDelta`. */
  restore({ startedAt, totals, nodes, history }: SavedStatistics): void {
    const { entries, failures, exceptions } = decodeDelta(Buffer.from(totals, 'base64'));
    this.start(startedAt ?? 0);
    this.#startedAt = startedAt;
    for (const each of entries) {
      const entry = this.#entry(each.method, each.name);
      entry.addBefore(each);
      this.total.addBefore(each);
      entry.lastAt = each.lastAt;
      this.total.lastAt = Math.max(this.total.lastAt, each.lastAt);
    }
    for (const each of failures) this.#failureLog.addFailure(each);
    for (const [index, each] of exceptions.entries()) {
      const [first = 'local', ...others] = nodes[index] ?? [];
      this.#failureLog.addException(each, first);
      for (const node of others) this.#failureLog.addException({ ...each, count: 0 }, node);
    }
    this.history.restore(history, (key) => (key === null ? this.total : this.#entry(...key)));
  }

  #fromIntended(entries: readonly EntryDelta[]): HistogramDelta | undefined {
    if (entries.every(({ fromIntended }) => fromIntended === undefined)) return undefined;
    this.#scratch.clear();
    for (const { fromIntended } of entries) if (fromIntended) this.#scratch.merge(fromIntended);
    return this.#scratch.toDelta();
  }

  /** Called once a second or so while a run goes on, for the history. */
  observe(now: number, users: number): void {
    this.history.observe(now, users, this.#startedAt ?? now);
  }

  #entry(method: string, name: string): EntryTotals {
    const known = this.#entries.get(method, name);
    if (known !== undefined) return known;
    // The row "(other)" is on top of the bound.
    const other = method === '' && name === OTHER;
    const rows = this.#entries.size - (this.#entries.get('', OTHER) === undefined ? 0 : 1);
    if (!other && rows >= this.#bounds.maxEntries) {
      if (!this.#folding) this.#log(foldedEntries(this.#bounds.maxEntries));
      this.#folding = true;
      return this.#entry('', OTHER);
    }
    const entry = new EntryTotals(method, name, { recent: this.#recentPerEntry });
    this.#entries.set(method, name, entry);
    this.#sorted = undefined;
    return entry;
  }

  /** The row of a method and a name; undefined where there is none. */
  find(method: string, name: string): EntryTotals | undefined {
    return this.#entries.get(method, name);
  }

  /** The rows by name, then method. */
  entries(): readonly EntryTotals[] {
    this.#sorted ??= [...this.#entries.values()].sort(
      (a, b) => compare(a.name, b.name) || compare(a.method, b.method),
    );
    return this.#sorted;
  }

  /** Rates of a row or of the total; 0 where nothing was counted. */
  rates(entry: EntryTotals, now: number): EntryRates {
    if (this.#startedAt === null) {
      return { currentRps: 0, currentFailuresPerSecond: 0, totalRps: 0, totalFailuresPerSecond: 0 };
    }
    const current = entry.rates(now - this.#startedAt);
    const seconds = (this.total.lastAt - this.#startedAt) / 1000;
    return {
      currentRps: current.requests,
      currentFailuresPerSecond: current.failures,
      totalRps: seconds > 0 ? entry.requests / seconds : 0,
      totalFailuresPerSecond: seconds > 0 ? entry.failures / seconds : 0,
    };
  }

  /** Percentiles over the last 10 s of a row or of the total, µs; null where nothing was recorded then. */
  recentPercentiles(entry: EntryTotals, now: number, shares: readonly number[]): number[] | null {
    if (this.#startedAt === null) return null;
    return entry.recentPercentiles(now - this.#startedAt, shares);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sumOf(
  entries: readonly EntryDelta[],
): Omit<EntryDelta, 'method' | 'name' | 'lastAt' | 'histogram' | 'fromIntended'> {
  const sum = { requests: 0, failures: 0, aborted: 0, hops: 0, reconnects: 0, unsent: 0, bytes: 0 };
  const phaseSums = PHASES.map(() => 0);
  const phaseMaxima = PHASES.map(() => 0);
  for (const each of entries) {
    sum.requests += each.requests;
    sum.failures += each.failures;
    sum.aborted += each.aborted;
    sum.hops += each.hops;
    sum.reconnects += each.reconnects;
    sum.unsent += each.unsent;
    sum.bytes += each.bytes;
    for (let phase = 0; phase < PHASES.length; phase++) {
      phaseSums[phase]! += each.phaseSums[phase]!;
      phaseMaxima[phase] = Math.max(phaseMaxima[phase]!, each.phaseMaxima[phase]!);
    }
  }
  return { ...sum, phaseSums, phaseMaxima };
}
