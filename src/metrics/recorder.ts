import type { Clock } from '../domain/clock.ts';
import type { Sample, TaskException } from '../domain/sample.ts';
import { type Bounds, bounded, DEFAULT_BOUNDS, foldedEntries, OTHER } from './bounds.ts';
import type { Delta, ExceptionDelta, FailureDelta } from './delta.ts';
import { EntryRecorder } from './entryRecorder.ts';
import { PairMap } from './pairMap.ts';

/** What a recorder is made of. */
export interface RecorderOptions {
  readonly clock: Clock;
  readonly bounds?: Partial<Bounds>;
  /** Told once, for a person to read, that something was folded. */
  readonly log?: (message: string) => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Counts what the users of this process measure. `record` is called for every request, so it allocates nothing
 * for a name that it knows; `drain`, once a second, gives all that came since the last time.
 */
export class Recorder {
  readonly #clock: Clock;
  readonly #bounds: Bounds;
  readonly #log: (message: string) => void;
  readonly #entries = new PairMap<EntryRecorder>();
  readonly #other = new EntryRecorder('', OTHER);
  #folding = false;
  #touched: EntryRecorder[] = [];
  #failures = 0;
  readonly #exceptions = new PairMap<Mutable<ExceptionDelta>>();
  #drainedAt: number;

  constructor({ clock, bounds = {}, log = () => {} }: RecorderOptions) {
    this.#clock = clock;
    this.#bounds = { ...DEFAULT_BOUNDS, ...bounds };
    this.#log = log;
    this.#drainedAt = clock.now();
  }

  /** Counts a request under its method and name. */
  record(sample: Sample): void {
    const entry = this.#entries.get(sample.method, sample.name) ?? this.#newEntry(sample.method, sample.name);
    if (!entry.touched) {
      entry.touched = true;
      this.#touched.push(entry);
    }
    entry.record(sample);
    if (sample.outcome === 'failed') this.#recordFailure(entry, sample);
  }

  #newEntry(method: string, name: string): EntryRecorder {
    if (this.#entries.size >= this.#bounds.maxEntries) {
      if (!this.#folding) this.#log(foldedEntries(this.#bounds.maxEntries));
      this.#folding = true;
      return this.#other;
    }
    const entry = new EntryRecorder(method, name);
    this.#entries.set(method, name, entry);
    return entry;
  }

  #recordFailure(entry: EntryRecorder, sample: Sample): void {
    let error = bounded(sample.error ?? 'Unknown error', this.#bounds.maxMessage);
    if (!entry.failures.has(error)) {
      if (this.#failures >= this.#bounds.maxFailures) error = OTHER;
      else this.#failures++;
    }
    entry.recordFailure(error, sample.at + sample.duration / 1000);
  }

  /** Counts an error that a task threw. */
  recordException(exception: TaskException): void {
    let message = bounded(exception.message, this.#bounds.maxMessage);
    let traceback = bounded(exception.traceback, this.#bounds.maxTraceback);
    let seen = this.#exceptions.get(message, traceback);
    if (seen === undefined && this.#exceptions.size >= this.#bounds.maxExceptions) {
      message = OTHER;
      traceback = '';
      seen = this.#exceptions.get(message, traceback);
    }
    const at = exception.at;
    if (seen === undefined) {
      this.#exceptions.set(message, traceback, { message, traceback, count: 1, first: at, last: at });
    } else {
      seen.count++;
      seen.first = Math.min(seen.first, at);
      seen.last = Math.max(seen.last, at);
    }
  }

  /** Everything since the last drain. Costs as much as what was touched. */
  drain(): Delta {
    const now = this.#clock.now();
    const failures: FailureDelta[] = [];
    for (const entry of this.#touched) entry.takeFailures(failures);
    const delta: Delta = {
      drainedAt: now,
      span: Math.max(0, now - this.#drainedAt),
      entries: this.#touched.map((entry) => entry.take()),
      failures,
      exceptions: [...this.#exceptions.values()],
    };
    this.#touched = [];
    this.#failures = 0;
    this.#exceptions.clear();
    this.#drainedAt = now;
    return delta;
  }

  /** Forgets everything, the names as well: a new run begins. */
  clear(): void {
    this.drain();
    this.#entries.clear();
    this.#folding = false;
  }
}
