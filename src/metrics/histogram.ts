import { BUCKETS, bucketOf, HIGHEST, middleOf } from './buckets.ts';

/** What a histogram recorded, as a plain value that can be sent, added and encoded. Values in µs. */
export interface HistogramDelta {
  readonly count: number;
  readonly sum: number;
  /** 0 where nothing was recorded. */
  readonly min: number;
  readonly max: number;
  /** Pairs of a bucket's index, rising, and its count. */
  readonly buckets: readonly number[];
}

export const EMPTY_HISTOGRAM: HistogramDelta = { count: 0, sum: 0, min: 0, max: 0, buckets: [] };

const MOST_IN_A_BUCKET = 2 ** 32 - 1;

/**
 * Counts of durations in µs in fixed memory (13 KiB, whatever is recorded): log buckets as `buckets.ts` lays
 * them out. Percentiles are right to 0.4 % (1 % is promised); count, sum, least and greatest are exact. Adding
 * two histograms gives what recording all their values in one would have given.
 */
export class Histogram {
  /** Values recorded. */
  count = 0;
  /** µs. */
  sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #lowest = BUCKETS;
  #highest = -1;
  readonly #buckets = new Uint32Array(BUCKETS);

  /** The least value, µs; 0 where nothing was recorded. */
  get min(): number {
    return this.count === 0 ? 0 : this.#min;
  }

  /** The greatest value, µs; 0 where nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  /** The mean, µs; 0 where nothing was recorded. */
  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** Counts one duration, µs, rounded to a whole one. What is not a number or below 0 counts as 0. */
  record(value: number): void {
    const whole = value >= 0 ? (value < HIGHEST ? (value + 0.5) >>> 0 : clamp(value)) : 0;
    const bucket = whole <= HIGHEST ? bucketOf(whole) : BUCKETS - 1;
    this.#buckets[bucket]!++;
    this.count++;
    this.sum += whole;
    if (whole < this.#min) this.#min = whole;
    if (whole > this.#max) this.#max = whole;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }

  /** The value that a share `q` (0 to 1) of what was recorded does not exceed, µs; 0 where there is nothing. */
  percentile(q: number): number {
    return this.percentiles([q])[0]!;
  }

  /** Several percentiles in one walk, µs, in the order asked for. */
  percentiles(shares: readonly number[]): number[] {
    const result = shares.map(() => 0);
    if (this.count === 0) return result;
    const order = shares.map((_, index) => index).sort((a, b) => shares[a]! - shares[b]!);
    let bucket = this.#lowest;
    let seen = this.#buckets[bucket]!;
    for (const index of order) {
      const share = shares[index]!;
      // The nearest rank; the small term keeps 0.07 × 100 = 7.000000000000001 at rank 7.
      const rank = Math.min(this.count, Math.max(1, Math.ceil(share * this.count - 1e-9)));
      if (rank === this.count) {
        result[index] = this.#max;
        continue;
      }
      while (seen < rank && bucket < this.#highest) seen += this.#buckets[++bucket]!;
      result[index] = Math.min(this.#max, Math.max(this.#min, middleOf(bucket)));
    }
    return result;
  }

  /** Counts of values up to each bound (µs, rising), as a cumulative histogram has them. */
  cumulative(bounds: readonly number[]): number[] {
    let bucket = this.#lowest;
    let seen = 0;
    return bounds.map((bound) => {
      while (bucket <= this.#highest && middleOf(bucket) <= bound) seen += this.#buckets[bucket++]!;
      return seen;
    });
  }

  /** Walks the buckets that hold something: the value in their middle, µs, and how many. */
  *[Symbol.iterator](): Generator<readonly [value: number, count: number]> {
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#buckets[bucket]!;
      if (count > 0) yield [Math.min(this.#max, Math.max(this.#min, middleOf(bucket))), count];
    }
  }

  /** Adds what another histogram, or a part of one, recorded. */
  merge(other: Histogram | HistogramDelta): void {
    if (other.count === 0) return;
    const pairs = other instanceof Histogram ? other.toDelta().buckets : other.buckets;
    for (let at = 0; at < pairs.length; at += 2) this.#add(pairs[at]!, pairs[at + 1]!);
    this.count += other.count;
    this.sum += other.sum;
    if (other.min < this.#min) this.#min = other.min;
    if (other.max > this.#max) this.#max = other.max;
  }

  #add(bucket: number, count: number): void {
    // A bucket that overflows stays full rather than begin again at 0.
    this.#buckets[bucket] = Math.min(MOST_IN_A_BUCKET, this.#buckets[bucket]! + count);
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }

  /** What was recorded so far, sparse. Walks from the lowest bucket touched to the highest. */
  toDelta(): HistogramDelta {
    const buckets: number[] = [];
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#buckets[bucket]!;
      if (count > 0) buckets.push(bucket, count);
    }
    return { count: this.count, sum: this.sum, min: this.min, max: this.#max, buckets };
  }

  /** Forgets everything; costs as much as what was touched. */
  clear(): void {
    if (this.#highest >= 0) this.#buckets.fill(0, this.#lowest, this.#highest + 1);
    this.count = 0;
    this.sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#lowest = BUCKETS;
    this.#highest = -1;
  }
}

function clamp(value: number): number {
  return value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : HIGHEST;
}

/** The sum of two deltas. */
export function addHistograms(a: HistogramDelta, b: HistogramDelta): HistogramDelta {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const buckets: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.buckets.length || j < b.buckets.length) {
    const left = a.buckets[i] ?? BUCKETS;
    const right = b.buckets[j] ?? BUCKETS;
    const count = (left <= right ? a.buckets[i + 1]! : 0) + (right <= left ? b.buckets[j + 1]! : 0);
    buckets.push(Math.min(left, right), count);
    if (left <= right) i += 2;
    if (right <= left) j += 2;
  }
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    buckets,
  };
}
