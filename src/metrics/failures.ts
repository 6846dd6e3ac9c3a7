import { type Bounds, bounded, OTHER } from './bounds.ts';
import type { ExceptionDelta } from './delta.ts';

/** Failures of an entry that read alike. Times in ms since the epoch. */
export interface Failure {
  readonly method: string;
  readonly name: string;
  readonly error: string;
  occurrences: number;
  first: number;
  last: number;
}

/** Errors thrown by tasks that read alike, and the processes that they came from. */
export interface ThrownError {
  readonly message: string;
  readonly traceback: string;
  readonly nodes: Set<string>;
  count: number;
  first: number;
  last: number;
}

const MOST_NODES = 200;

/**
 * The failures and exceptions of a run, in the order in which they were first seen. Past their bounds a
 * failure keeps its entry and its text becomes `(other)`; exceptions become one row `(other)`.
 */
export class FailureLog {
  readonly #bounds: Bounds;
  readonly #failures = new Map<string, Failure>();
  readonly #exceptions = new Map<string, ThrownError>();

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get failures(): Failure[] {
    return [...this.#failures.values()];
  }

  get exceptions(): ThrownError[] {
    return [...this.#exceptions.values()];
  }

  addFailure(added: Readonly<Failure>): void {
    const { method, name } = added;
    let error = bounded(added.error, this.#bounds.maxMessage);
    let key = JSON.stringify([method, name, error]);
    if (!this.#failures.has(key) && this.#failures.size >= this.#bounds.maxFailures) {
      error = OTHER;
      key = JSON.stringify([method, name, error]);
    }
    const seen = this.#failures.get(key);
    if (seen === undefined) {
      this.#failures.set(key, { ...added, error });
    } else {
      seen.occurrences += added.occurrences;
      seen.first = Math.min(seen.first, added.first);
      seen.last = Math.max(seen.last, added.last);
    }
  }

  addException(added: ExceptionDelta, node: string): void {
    let message = bounded(added.message, this.#bounds.maxMessage);
    let traceback = bounded(added.traceback, this.#bounds.maxTraceback);
    let key = JSON.stringify([message, traceback]);
    if (!this.#exceptions.has(key) && this.#exceptions.size >= this.#bounds.maxExceptions) {
      message = OTHER;
      traceback = '';
      key = OTHER;
    }
    const seen = this.#exceptions.get(key);
    if (seen === undefined) {
      const { count, first, last } = added;
      this.#exceptions.set(key, { message, traceback, nodes: new Set([node]), count, first, last });
    } else {
      seen.count += added.count;
      seen.first = Math.min(seen.first, added.first);
      seen.last = Math.max(seen.last, added.last);
      if (seen.nodes.size < MOST_NODES) seen.nodes.add(node);
    }
  }

  clear(): void {
    this.#failures.clear();
    this.#exceptions.clear();
  }
}
