/**
 * Where a value falls in the histogram. The layout is HdrHistogram's (Gil Tene, public domain): values below 256
 * have a bucket each, and every doubling above has 128 of equal width, so that a bucket is never wider than
 * 1/128 of the values in it.
 *
 * ```
 * value   0 … 255   256 … 511   512 … 1023   …   2^31 … 2^32 - 1
 * width         1           2            4   …              2^24
 * bucket  0 … 255   256 … 383   384 …  511   …       3200 … 3327
 * ```
 */

/** Buckets of a histogram. */
export const BUCKETS = 3328;

/** The greatest value with a bucket of its own place, µs: 71.6 minutes. What is longer falls into the last. */
export const HIGHEST = 2 ** 32 - 1;

/** The bucket of a whole number from 0 to `HIGHEST`. */
export function bucketOf(value: number): number {
  const zeros = Math.clz32(value);
  const shift = zeros >= 24 ? 0 : 24 - zeros;
  return (shift << 7) + (value >>> shift);
}

/** The middle of a bucket, at most 0.4 % away from any value in it. */
export function middleOf(bucket: number): number {
  if (bucket < 256) return bucket;
  const shift = (bucket >> 7) - 1;
  const width = 2 ** shift;
  return (bucket - (shift << 7)) * width + (width - 1) / 2;
}
