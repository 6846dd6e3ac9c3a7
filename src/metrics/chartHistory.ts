import type { EntryTotals } from './entryTotals.ts';
import { addHeat, type Heat, heatOf } from './heat.ts';
import { addHistograms, EMPTY_HISTOGRAM, Histogram, type HistogramDelta } from './histogram.ts';

/** What an entry did in the time of a column. */
export interface Cell {
  readonly requests: number;
  readonly failures: number;
  /** Response times, µs; of several seconds the slowest second's, so that no peak is lost. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly heat: Heat;
}

/** A part of the run. */
export interface Column {
  /** Its end, ms since the epoch. */
  readonly time: number;
  /** ms. */
  readonly span: number;
  /** Users at its end. */
  readonly users: number;
  /** Entries with traffic in it. */
  readonly cells: ReadonlyMap<EntryTotals, Cell>;
}

/** A column as a plain value: its cells by the places of their entries. */
export interface SavedColumn {
  readonly time: number;
  readonly span: number;
  readonly users: number;
  readonly cells: readonly (readonly [entry: number, cell: Cell])[];
}

/** A history as a plain value. */
export interface SavedHistory<Key> {
  readonly entries: readonly Key[];
  readonly open: readonly (readonly [entry: number, counts: Counts])[];
  readonly fine: readonly SavedColumn[];
  readonly coarse: readonly SavedColumn[];
  readonly parts: number;
  readonly newestParts: number;
  readonly lastAt: number | null;
}

export interface ChartHistoryOptions {
  /** The newest columns, which stay as they were observed. */
  readonly fine?: number;
  /** All older ones; past it they are joined two by two. */
  readonly coarse?: number;
  /** Entries with a history; what comes later is in the total alone. */
  readonly mostEntries?: number;
}

interface Counts {
  requests: number;
  failures: number;
  histogram: HistogramDelta;
}

/** A shorter time, ms, such as that from the last second to the end of a run, counts with the one before it. */
const SLIVER_MS = 250;

const SHARES = [0.5, 0.95, 0.99];
const scratch = new Histogram();

/**
 * What each entry did over the whole run, in bounded memory: the last minute as it was observed, once a second;
 * what is older in columns of equal length, which doubles each time that their number meets the bound.
 */
export class ChartHistory {
  readonly #most: Required<ChartHistoryOptions>;
  readonly #entries = new Set<EntryTotals>();
  readonly #open = new Map<EntryTotals, Counts>();
  #fine: Column[] = [];
  #coarse: Column[] = [];
  /** Observed columns in a coarse one, and in the newest of them, which may still grow. */
  #parts = 1;
  #newestParts = 0;
  #lastAt: number | null = null;

  constructor({ fine = 60, coarse = 180, mostEntries = 500 }: ChartHistoryOptions = {}) {
    this.#most = { fine, coarse, mostEntries };
  }

  /** Oldest first. */
  get columns(): readonly Column[] {
    return [...this.#coarse, ...this.#fine];
  }

  /** The newest. */
  get last(): Column | undefined {
    return this.#fine.at(-1) ?? this.#coarse.at(-1);
  }

  /** Whether an entry is among those that have a history. */
  has(entry: EntryTotals): boolean {
    return this.#entries.has(entry);
  }

  /** Counts what a process reported of an entry; the total is one, and comes first. */
  add(entry: EntryTotals, requests: number, failures: number, histogram: HistogramDelta): void {
    if (requests === 0) return;
    if (!this.#entries.has(entry)) {
      // The total is on top of the bound.
      if (this.#entries.size > this.#most.mostEntries) return;
      this.#entries.add(entry);
    }
    const present = this.#open.get(entry);
    if (present === undefined) this.#open.set(entry, { requests, failures, histogram });
    else {
      present.requests += requests;
      present.failures += failures;
      present.histogram = addHistograms(present.histogram, histogram);
    }
  }

  /** Makes a column of what was counted since the last one. `now` and `startedAt` in ms since the epoch. */
  observe(now: number, users: number, startedAt: number): void {
    const from = this.#lastAt ?? startedAt;
    // The end of a run may fall upon its last second.
    if (now <= from && this.#open.size === 0) return;
    const cells = new Map<EntryTotals, Cell>();
    for (const [entry, counts] of this.#open) cells.set(entry, cellOf(counts));
    this.#open.clear();
    this.#lastAt = now;
    const column: Column = { time: now, span: Math.max(1, now - from), users, cells };
    const before = column.span < SLIVER_MS ? this.#fine.pop() : undefined;
    this.#fine.push(before === undefined ? column : join(before, column));
    if (this.#fine.length > this.#most.fine) this.#age(this.#fine.shift()!);
  }

  #age(column: Column): void {
    const newest = this.#coarse.at(-1);
    if (newest !== undefined && this.#newestParts < this.#parts) {
      this.#coarse[this.#coarse.length - 1] = join(newest, column);
      this.#newestParts++;
      return;
    }
    this.#coarse.push(column);
    this.#newestParts = 1;
    if (this.#coarse.length <= this.#most.coarse) return;
    const pairs: Column[] = [];
    for (let at = 0; at < this.#coarse.length; at += 2) {
      const [a, b] = [this.#coarse[at]!, this.#coarse[at + 1]];
      pairs.push(b === undefined ? a : join(a, b));
    }
    this.#newestParts += this.#coarse.length % 2 === 0 ? this.#parts : 0;
    this.#coarse = pairs;
    this.#parts *= 2;
  }

  /** @param keyOf What an entry is known by in the saved value. */
  save<Key>(keyOf: (entry: EntryTotals) => Key): SavedHistory<Key> {
    const places = new Map([...this.#entries].map((entry, place) => [entry, place]));
    const placed = <T>(map: ReadonlyMap<EntryTotals, T>): [number, T][] =>
      [...map].map(([entry, value]) => [places.get(entry) as number, value]);
    const saved = (columns: readonly Column[]): SavedColumn[] =>
      columns.map(({ cells, ...column }) => ({ ...column, cells: placed(cells) }));
    return {
      entries: [...this.#entries].map(keyOf),
      open: placed(this.#open),
      fine: saved(this.#fine),
      coarse: saved(this.#coarse),
      parts: this.#parts,
      newestParts: this.#newestParts,
      lastAt: this.#lastAt,
    };
  }

  restore<Key>(saved: SavedHistory<Key>, find: (key: Key) => EntryTotals): void {
    this.clear();
    const entries = saved.entries.map(find);
    const placed = <T>(pairs: readonly (readonly [number, T])[]): Map<EntryTotals, T> =>
      new Map(pairs.map(([place, value]) => [entries[place] as EntryTotals, value]));
    const columns = (given: readonly SavedColumn[]): Column[] =>
      given.map(({ cells, ...column }) => ({ ...column, cells: placed(cells) }));
    for (const entry of entries) this.#entries.add(entry);
    for (const [entry, counts] of placed(saved.open)) this.#open.set(entry, { ...counts });
    this.#fine = columns(saved.fine);
    this.#coarse = columns(saved.coarse);
    this.#parts = saved.parts;
    this.#newestParts = saved.newestParts;
    this.#lastAt = saved.lastAt;
  }

  /** A new run begins, or the numbers were reset. */
  clear(): void {
    this.#entries.clear();
    this.#open.clear();
    this.#fine = [];
    this.#coarse = [];
    this.#parts = 1;
    this.#newestParts = 0;
    this.#lastAt = null;
  }
}

function cellOf({ requests, failures, histogram }: Counts): Cell {
  scratch.clear();
  scratch.merge(histogram.count === 0 ? EMPTY_HISTOGRAM : histogram);
  const [p50, p95, p99] = scratch.percentiles(SHARES) as [number, number, number];
  return { requests, failures, p50, p95, p99, heat: heatOf(histogram.buckets) };
}

function join(a: Column, b: Column): Column {
  const cells = new Map(a.cells);
  for (const [entry, cell] of b.cells) {
    const before = cells.get(entry);
    cells.set(entry, before === undefined ? cell : both(before, cell));
  }
  return { time: b.time, span: a.span + b.span, users: b.users, cells };
}

function both(a: Cell, b: Cell): Cell {
  return {
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    p50: Math.max(a.p50, b.p50),
    p95: Math.max(a.p95, b.p95),
    p99: Math.max(a.p99, b.p99),
    heat: addHeat(a.heat, b.heat),
  };
}
