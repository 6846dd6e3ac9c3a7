import type { Subscription } from 'rxjs';
import type { Column } from '../../metrics/chartHistory.ts';
import type { LocustPortOptions } from '../options.ts';
import { AGGREGATED, keyOf, numbersOf } from './entryNumbers.ts';
import type { EntryKey, EntryNumbers, Progress, StreamPoint } from './wire.ts';

/** A point as it is sent. */
export interface SentPoint {
  /** `<run>.<number>`; the number counts the points of this process. */
  readonly id: string;
  /** JSON of a StreamPoint. */
  readonly json: string;
}

type Source = Pick<LocustPortOptions, 'test' | 'health' | 'role'>;

/** Points kept for clients that come back. */
const KEPT = 300;
/** How long points are made on although nobody watches, for those who come back, s. */
const PATIENCE = 60;

/** Makes a point a second, written once for all who watch; none while nobody does. */
export class PointFeed {
  readonly #source: Source;
  readonly #watchers = new Set<(point: SentPoint) => void>();
  #kept: (SentPoint & { readonly number: number })[] = [];
  #number = 0;
  #told: Column | undefined;
  #seconds: Subscription | undefined;
  #alone = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /**
   * Gives what came after the point of id `after` as far as it is kept, else the present point, and then each new
   * one. Ends when the function is called that it gives.
   */
  watch(tell: (point: SentPoint) => void, after = ''): () => void {
    if (this.#seconds === undefined) {
      this.#seconds = this.#source.test.seconds$.subscribe((now) => this.#second(now));
      this.#make(this.#source.test.clock.now());
    }
    this.#alone = 0;
    const at = this.#kept.findIndex(({ id }) => id === after);
    for (const point of at < 0 ? this.#kept.slice(-1) : this.#kept.slice(at + 1)) tell(point);
    this.#watchers.add(tell);
    return () => void this.#watchers.delete(tell);
  }

  #second(now: number): void {
    if (this.#watchers.size === 0 && ++this.#alone > PATIENCE) {
      this.#seconds?.unsubscribe();
      this.#seconds = undefined;
      this.#kept = [];
      return;
    }
    const point = this.#make(now);
    for (const tell of [...this.#watchers]) tell(point);
  }

  #make(now: number): SentPoint {
    const point = this.#point(now);
    const sent = { id: `${point.run}.${++this.#number}`, number: this.#number, json: JSON.stringify(point) };
    this.#kept.push(sent);
    if (this.#kept.length > KEPT) this.#kept.shift();
    return sent;
  }

  #point(now: number): StreamPoint {
    const { test, health } = this.#source;
    return {
      time: now,
      run: test.run,
      state: test.state,
      users: test.userCount,
      classes: test.census.byClass(),
      entries: this.#entries(),
      saturated: health().saturated,
      progress: this.#progress(),
    };
  }

  /** The numbers of the newest column, once. */
  #entries(): Record<EntryKey, EntryNumbers> {
    const { history, total } = this.#source.test.statistics;
    const column = history.last === this.#told ? undefined : history.last;
    this.#told = history.last;
    const entries = { [AGGREGATED]: numbersOf(column?.cells.get(total), column?.span ?? 1000) };
    for (const [entry, cell] of column?.cells ?? []) entries[keyOf(entry)] = numbersOf(cell, column!.span);
    return entries;
  }

  #progress(): Progress | null {
    const { test, role } = this.#source;
    const { progress } = test;
    if (progress === null) return null;
    return { ...progress, by: role === 'recipes' && progress.by === 'runTime' ? 'stopAfter' : progress.by };
  }
}
