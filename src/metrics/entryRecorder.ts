import type { PacedStart, Sample } from '../domain/sample.ts';
import { type EntryDelta, type FailureDelta, PHASES } from './delta.ts';
import { EMPTY_HISTOGRAM, Histogram } from './histogram.ts';

/** Left-out starts of a schedule that one request counts for at most: an hour of a pacing of 100 ms. */
const MOST_SKIPPED = 36_000;

interface Occurrences {
  occurrences: number;
  first: number;
  last: number;
}

/** Counts one entry between two drains. Reused after each, so that a known name allocates nothing. */
export class EntryRecorder {
  readonly method: string;
  readonly name: string;
  /** Whether something was counted since the last drain. */
  touched = false;
  /** Failures since the last drain by their text. */
  readonly failures = new Map<string, Occurrences>();
  #failed = 0;
  #aborted = 0;
  #hops = 0;
  #reconnects = 0;
  #unsent = 0;
  #bytes = 0;
  #lastAt = 0;
  /** Made with the first request that ends: an entry that was only ever aborted needs none. */
  #histogram: Histogram | undefined;
  /** Made with the first request that a pacing starts. */
  #fromIntended: Histogram | undefined;
  /** Sums of the phases, then their maxima, µs. */
  readonly #phases = new Float64Array(2 * PHASES.length);

  constructor(method: string, name: string) {
    this.method = method;
    this.name = name;
  }

  record(sample: Sample): void {
    this.#hops += sample.hops;
    if (sample.outcome === 'aborted') {
      this.#aborted++;
      return;
    }
    if (this.#histogram === undefined) this.#histogram = new Histogram();
    this.#histogram.record(sample.duration);
    if (sample.pacedStart !== undefined) this.#recordFromIntended(sample, sample.pacedStart);
    this.#bytes += sample.bytes;
    this.#reconnects += sample.reconnects;
    if (sample.outcome === 'failed') {
      this.#failed++;
      if (!sample.sent) this.#unsent++;
    }
    const endedAt = sample.at + sample.duration / 1000;
    if (endedAt > this.#lastAt) this.#lastAt = endedAt;
    const phases = sample.phases;
    this.#phase(0, phases.blocked);
    this.#phase(1, phases.connecting);
    this.#phase(2, phases.tls);
    this.#phase(3, phases.sending);
    this.#phase(4, phases.waiting);
    this.#phase(5, phases.receiving);
  }

  /** The time from every start that it stands for: a schedule that was left out counts as it would have been. */
  #recordFromIntended(sample: Sample, { intendedAt, interval, skipped }: PacedStart): void {
    if (this.#fromIntended === undefined) this.#fromIntended = new Histogram();
    const late = Math.max(0, sample.at - intendedAt);
    const served = sample.duration + sample.phases.blocked;
    const starts = Math.min(skipped, MOST_SKIPPED);
    for (let start = 0; start <= starts; start++) {
      this.#fromIntended.record(served + Math.max(0, late - start * interval) * 1000);
    }
  }

  #phase(index: number, value: number): void {
    // Not a number and 0 fall through alike.
    if (!(value > 0)) return;
    const phases = this.#phases;
    phases[index]! += value;
    if (value > phases[index + 6]!) phases[index + 6] = value;
  }

  recordFailure(error: string, at: number): void {
    const seen = this.failures.get(error);
    if (seen === undefined) {
      this.failures.set(error, { occurrences: 1, first: at, last: at });
    } else {
      seen.occurrences++;
      if (at < seen.first) seen.first = at;
      if (at > seen.last) seen.last = at;
    }
  }

  /** Moves the failures to the end of `into`. */
  takeFailures(into: FailureDelta[]): void {
    if (this.failures.size === 0) return;
    for (const [error, seen] of this.failures) {
      into.push({ method: this.method, name: this.name, error, ...seen });
    }
    this.failures.clear();
  }

  /** What was counted; the count begins again. */
  take(): EntryDelta {
    const delta: EntryDelta = {
      method: this.method,
      name: this.name,
      requests: this.#histogram?.count ?? 0,
      failures: this.#failed,
      aborted: this.#aborted,
      hops: this.#hops,
      reconnects: this.#reconnects,
      unsent: this.#unsent,
      bytes: this.#bytes,
      histogram: this.#histogram?.toDelta() ?? EMPTY_HISTOGRAM,
      fromIntended: this.#fromIntended?.count ? this.#fromIntended.toDelta() : undefined,
      phaseSums: [...this.#phases.subarray(0, PHASES.length)],
      phaseMaxima: [...this.#phases.subarray(PHASES.length)],
      lastAt: this.#lastAt,
    };
    this.#histogram?.clear();
    this.#fromIntended?.clear();
    this.#phases.fill(0);
    this.touched = false;
    this.#failed = this.#aborted = this.#hops = this.#reconnects = this.#unsent = this.#bytes = 0;
    this.#lastAt = 0;
    return delta;
  }
}
