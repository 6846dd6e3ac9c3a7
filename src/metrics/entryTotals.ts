import { type EntryDelta, PHASES } from './delta.ts';
import { Histogram } from './histogram.ts';
import { HistogramWindow, type Rates, RateWindow } from './window.ts';

export type PhaseName = (typeof PHASES)[number];

/** A phase of the requests of an entry, µs. */
export interface PhaseTotals {
  readonly mean: number;
  readonly max: number;
}

/** When a report came and the time that it covers, ms since the start of the run. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What counts of an entry, or of all of them. */
export type Counted = Omit<EntryDelta, 'method' | 'name' | 'lastAt'>;

/** The numbers of one entry, or of all of them ("Aggregated"), since the start of a run. */
export class EntryTotals {
  readonly method: string;
  readonly name: string;
  requests = 0;
  failures = 0;
  aborted = 0;
  hops = 0;
  reconnects = 0;
  unsent = 0;
  /** Bytes of decoded bodies. */
  bytes = 0;
  /** When its last request ended, ms since the epoch; 0 where none did. */
  lastAt = 0;
  /** Response times, µs. */
  readonly histogram = new Histogram();
  /**
   * Times from the intended start, µs: made with the first request that a pacing starts. Its count is that of the
   * intended starts, left-out ones included.
   */
  fromIntended: Histogram | undefined;
  readonly #rates = new RateWindow();
  readonly #recent: HistogramWindow | undefined;
  readonly #phaseSums = new Float64Array(PHASES.length);
  readonly #phaseMaxima = new Float64Array(PHASES.length);

  /** With `recent`, percentiles of the last seconds can be asked for. */
  constructor(method: string, name: string, { recent = false }: { recent?: boolean } = {}) {
    this.method = method;
    this.name = name;
    this.#recent = recent ? new HistogramWindow() : undefined;
  }

  /** Adds what a process drained. */
  add(delta: Counted, span: Span): void {
    this.addBefore(delta);
    this.#rates.add(span.from, span.to, delta.requests, delta.failures);
    this.#recent?.add(span.to, delta.histogram);
  }

  /** Adds what was counted so long ago that no window reaches it. */
  addBefore(delta: Counted): void {
    this.requests += delta.requests;
    this.failures += delta.failures;
    this.aborted += delta.aborted;
    this.hops += delta.hops;
    this.reconnects += delta.reconnects;
    this.unsent += delta.unsent;
    this.bytes += delta.bytes;
    for (let phase = 0; phase < PHASES.length; phase++) {
      this.#phaseSums[phase]! += delta.phaseSums[phase]!;
      this.#phaseMaxima[phase] = Math.max(this.#phaseMaxima[phase]!, delta.phaseMaxima[phase]!);
    }
    this.histogram.merge(delta.histogram);
    const { fromIntended } = delta;
    if (fromIntended !== undefined) {
      this.fromIntended ??= new Histogram();
      this.fromIntended.merge(fromIntended);
    }
  }

  /** All since the start of the run as one delta; what the windows of the last seconds hold is not apart in it. */
  toDelta(): EntryDelta {
    const { method, name, requests, failures, aborted, hops, reconnects, unsent, bytes, lastAt } = this;
    return {
      ...{ method, name, requests, failures, aborted, hops, reconnects, unsent, bytes, lastAt },
      histogram: this.histogram.toDelta(),
      fromIntended: this.fromIntended?.toDelta(),
      phaseSums: [...this.#phaseSums],
      phaseMaxima: [...this.#phaseMaxima],
    };
  }

  /** Failures of all requests, 0 to 1. */
  get failRatio(): number {
    return this.requests === 0 ? 0 : this.failures / this.requests;
  }

  /** Bytes of a decoded body on average. */
  get meanBytes(): number {
    return this.requests === 0 ? 0 : this.bytes / this.requests;
  }

  get phases(): Record<PhaseName, PhaseTotals> {
    const of = (phase: number): PhaseTotals => ({
      mean: this.requests === 0 ? 0 : this.#phaseSums[phase]! / this.requests,
      max: this.#phaseMaxima[phase]!,
    });
    return Object.fromEntries(PHASES.map((name, phase) => [name, of(phase)])) as Record<
      PhaseName,
      PhaseTotals
    >;
  }

  /** Rates over the last ten seconds; `elapsed` in ms since the start of the run. */
  rates(elapsed: number): Rates {
    return this.#rates.rates(elapsed);
  }

  /** Percentiles over the last ten seconds, µs; null where nothing was recorded, or nothing is kept. */
  recentPercentiles(elapsed: number, shares: readonly number[]): number[] | null {
    return this.#recent?.percentiles(elapsed, shares) ?? null;
  }

  /** Zeroes every number. */
  clear(): void {
    this.requests = this.failures = this.aborted = this.hops = 0;
    this.reconnects = this.unsent = this.bytes = this.lastAt = 0;
    this.histogram.clear();
    this.fromIntended = undefined;
    this.#rates.clear();
    this.#recent?.clear();
    this.#phaseSums.fill(0);
    this.#phaseMaxima.fill(0);
  }
}
