import type { HistoryItem } from './outputs/wire.ts';
import type { Statistics } from './statistics.ts';

export type { HistoryItem } from './outputs/wire.ts';

/** The numbers of a moment, all entries together. */
export interface TimelinePoint {
  /** ms since the epoch. */
  readonly time: number;
  /** The time that the point stands for, ms, ending at `time`. */
  readonly span: number;
  readonly users: number;
  /** Requests per second over the last 10 s. */
  readonly rps: number;
  readonly failuresPerSecond: number;
  /** Mean response time since the start of the run, ms. */
  readonly avg: number;
  /** Response times over the last 10 s, ms, in the order of the timeline's `shares`; 0 where none ended. */
  readonly percentiles: readonly number[];
}

/** A timeline as a plain value. */
export interface SavedTimeline {
  readonly points: readonly TimelinePoint[];
  readonly lastAt: number | null;
}

export interface TimelineOptions {
  /** The percentiles kept, each from 0 to 1. */
  readonly shares?: readonly number[];
  /** ms between two points. */
  readonly interval?: number;
  /** Points kept; past it, neighbours in the older half become one. */
  readonly maxPoints?: number;
}

/**
 * What the charts draw: a point every 5 s over the whole run, in bounded memory. The last minutes are always
 * fine; what is older gets coarser each time that the bound is met. Of two points that become one the later
 * users and mean, the weighted rates and the slower percentiles stay, so that no peak of slowness is lost.
 */
export class Timeline {
  readonly shares: readonly number[];
  readonly #interval: number;
  readonly #maxPoints: number;
  #points: TimelinePoint[] = [];
  #lastAt: number | null = null;

  constructor({ shares = [0.5, 0.95], interval = 5000, maxPoints = 1000 }: TimelineOptions = {}) {
    this.shares = shares;
    this.#interval = interval;
    this.#maxPoints = Math.max(4, maxPoints);
  }

  /** From the start of the run to now. */
  get points(): readonly TimelinePoint[] {
    return this.#points;
  }

  /** Called once a second or so while a run goes on; makes a point when one is due, and says whether it did. */
  observe(statistics: Statistics, users: number, now: number): boolean {
    // A tenth of a second early counts as due: a tick that wanders must not skip a point.
    if (this.#lastAt !== null && now - this.#lastAt < this.#interval - 100) return false;
    const { total } = statistics;
    const rates = statistics.rates(total, now);
    const percentiles = statistics.recentPercentiles(total, now, this.shares) ?? this.shares.map(() => 0);
    this.#points.push({
      time: now,
      span: this.#lastAt === null ? this.#interval : now - this.#lastAt,
      users,
      rps: rates.currentRps,
      failuresPerSecond: rates.currentFailuresPerSecond,
      avg: total.histogram.mean / 1000,
      percentiles: percentiles.map((us) => us / 1000),
    });
    this.#lastAt = now;
    if (this.#points.length > this.#maxPoints) this.#points = coarsen(this.#points);
    return true;
  }

  save(): SavedTimeline {
    return { points: this.#points, lastAt: this.#lastAt };
  }

  restore({ points, lastAt }: SavedTimeline): void {
    this.#points = [...points];
    this.#lastAt = lastAt;
  }

  /** A new run begins, or the numbers were reset. */
  clear(): void {
    this.#points = [];
    this.#lastAt = null;
  }

  /** The points as Locust's `history`. */
  history(): HistoryItem[] {
    return this.#points.map((point) => historyItem(point, this.shares));
  }
}

/** A point as Locust writes it; whole ms for percentiles, the mean to a hundredth. */
export function historyItem(point: TimelinePoint, shares: readonly number[]): HistoryItem {
  const time = isoSeconds(point.time);
  const at = (value: number): [string, number] => [time, value];
  return {
    ...Object.fromEntries(
      shares.map((share, index) => [
        `response_time_percentile_${share}`,
        at(Math.round(point.percentiles[index] ?? 0)),
      ]),
    ),
    current_rps: at(point.rps),
    current_fail_per_sec: at(point.failuresPerSecond),
    total_avg_response_time: at(Math.round(point.avg * 100) / 100),
    user_count: at(point.users),
    time,
  };
}

/** `2026-11-23T20:09:05Z`: whole seconds, as Locust writes times. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function coarsen(points: readonly TimelinePoint[]): TimelinePoint[] {
  const half = Math.floor(points.length / 4) * 2;
  const older: TimelinePoint[] = [];
  for (let at = 0; at < half; at += 2) older.push(join(points[at]!, points[at + 1]!));
  return [...older, ...points.slice(half)];
}

function join(a: TimelinePoint, b: TimelinePoint): TimelinePoint {
  const span = a.span + b.span;
  const mean = (x: number, y: number): number => (span > 0 ? (x * a.span + y * b.span) / span : y);
  return {
    time: b.time,
    span,
    users: b.users,
    rps: mean(a.rps, b.rps),
    failuresPerSecond: mean(a.failuresPerSecond, b.failuresPerSecond),
    avg: b.avg,
    percentiles: a.percentiles.map((value, index) => Math.max(value, b.percentiles[index]!)),
  };
}
