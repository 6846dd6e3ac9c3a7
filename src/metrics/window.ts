import { addHistograms, EMPTY_HISTOGRAM, Histogram, type HistogramDelta } from './histogram.ts';

/** The window that current numbers are taken over, seconds. */
export const WINDOW_SECONDS = 10;

/** How long the other processes have to report, ms: seconds younger than this are not yet whole. */
const LATENESS_MS = 1000;

const SLOTS = 16;

/** Requests and failures per second. */
export interface Rates {
  readonly requests: number;
  readonly failures: number;
}

/**
 * Requests and failures of the last seconds, a slot each, counted from the start of the run. What a process
 * reports is spread evenly over the time that its report covers, so that reports that come a little early or
 * late bend no rate. Times in ms since the start.
 */
export class RateWindow {
  readonly #requests = new Float64Array(SLOTS);
  readonly #failures = new Float64Array(SLOTS);
  readonly #seconds = new Float64Array(SLOTS).fill(-1);

  /** Counts what happened from `from` to `to`. */
  add(from: number, to: number, requests: number, failures: number): void {
    const end = Math.max(0, to);
    const begin = Math.max(0, Math.min(from, end));
    const span = end - begin;
    if (span === 0) {
      this.#addTo(Math.floor(end / 1000), requests, failures);
      return;
    }
    // A second that no window can reach any more is not written.
    const first = Math.max(Math.floor(begin / 1000), Math.ceil(end / 1000) - SLOTS);
    for (let second = first; second * 1000 < end; second++) {
      const share = (Math.min(end, second * 1000 + 1000) - Math.max(begin, second * 1000)) / span;
      this.#addTo(second, requests * share, failures * share);
    }
  }

  #addTo(second: number, requests: number, failures: number): void {
    const slot = second % SLOTS;
    if (this.#seconds[slot]! < second) {
      this.#seconds[slot] = second;
      this.#requests[slot] = 0;
      this.#failures[slot] = 0;
    } else if (this.#seconds[slot]! > second) return;
    this.#requests[slot]! += requests;
    this.#failures[slot]! += failures;
  }

  /**
   * The mean over the last 10 whole seconds, of those as many as there were since the start. The youngest is
   * left out, since not every process has reported it yet (Locust leaves out two); in the first two seconds
   * everything counts, over a second or more.
   */
  rates(now: number): Rates {
    const whole = Math.floor((now - LATENESS_MS) / 1000);
    const last = whole < 1 ? Number.POSITIVE_INFINITY : whole;
    const first = Math.max(0, whole < 1 ? 0 : whole - WINDOW_SECONDS);
    const seconds = whole < 1 ? Math.max(1, now / 1000) : whole - first;
    let requests = 0;
    let failures = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      const second = this.#seconds[slot]!;
      if (second < first || second >= last) continue;
      requests += this.#requests[slot]!;
      failures += this.#failures[slot]!;
    }
    return { requests: perSecond(requests, seconds), failures: perSecond(failures, seconds) };
  }

  clear(): void {
    this.#seconds.fill(-1);
  }
}

/** Rounded to a millionth, since parts of a report add up to wholes only nearly. */
function perSecond(count: number, seconds: number): number {
  return Math.round((count / seconds) * 1e6) / 1e6;
}

const scratch = new Histogram();

/** Response times of the last ten seconds. Times in ms since the start. */
export class HistogramWindow {
  readonly #seconds = new Float64Array(WINDOW_SECONDS).fill(-1);
  readonly #slots: HistogramDelta[] = new Array<HistogramDelta>(WINDOW_SECONDS).fill(EMPTY_HISTOGRAM);

  add(now: number, delta: HistogramDelta): void {
    const second = Math.max(0, Math.floor(now / 1000));
    const slot = second % WINDOW_SECONDS;
    const present = this.#seconds[slot] === second ? this.#slots[slot]! : EMPTY_HISTOGRAM;
    this.#seconds[slot] = second;
    this.#slots[slot] = addHistograms(present, delta);
  }

  /** The percentiles asked for, µs; null where nothing was recorded in the window. */
  percentiles(now: number, shares: readonly number[]): number[] | null {
    const oldest = Math.floor(now / 1000) - WINDOW_SECONDS;
    scratch.clear();
    for (let slot = 0; slot < WINDOW_SECONDS; slot++) {
      if (this.#seconds[slot]! > oldest) scratch.merge(this.#slots[slot]!);
    }
    return scratch.count === 0 ? null : scratch.percentiles(shares);
  }

  clear(): void {
    this.#seconds.fill(-1);
    this.#slots.fill(EMPTY_HISTOGRAM);
  }
}
