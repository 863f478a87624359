/**
 * The one bucket arithmetic that every histogram shares: 34 octaves from 2⁻¹⁰ to 2²⁴ (in milliseconds: 1 µs to 4.6 h),
 * each cut into 256 buckets of equal width. It keeps no counts.
 */

/** Mantissa bits that tell the buckets of an octave apart. */
export const BUCKET_BITS = 8;
/** Bits of a double's high word below them. */
const IGNORED_BITS = 20 - BUCKET_BITS;
const LOWEST_EXPONENT = -10;

export const BUCKETS_PER_OCTAVE = 1 << BUCKET_BITS;
export const OCTAVES = 34;
export const BUCKETS = OCTAVES * BUCKETS_PER_OCTAVE;

const FIRST_BUCKET = (1023 + LOWEST_EXPONENT) << BUCKET_BITS;

// The high word of a double, shifted, is its bucket: no logarithm and no division.
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH_WORD = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Bucket of `value`, 0 … BUCKETS − 1: what is below the range, with 0 and negatives, goes to the first; above, to the last. */
export function bucketOf(value: number): number {
  double[0] = value;
  const bucket = (words[HIGH_WORD]! >> IGNORED_BITS) - FIRST_BUCKET;
  if (bucket < 0) return 0;
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/** Inclusive lower edge: exact, except that the first bucket is said to begin at 0. */
export function lowOfBucket(bucket: number): number {
  return bucket === 0 ? 0 : edge(bucket);
}

/** Exclusive upper edge; the last bucket holds everything above it as well. */
export function highOfBucket(bucket: number): number {
  return edge(bucket + 1);
}

/**
 * Where the value of a `rank` (1 … count) among the `count` values of this bucket is assumed to lie: they are spread
 * evenly, which is nearly true of a smooth distribution. Off by at most the width of the bucket, 1/256 = 0.39 %.
 */
export function valueInBucket(bucket: number, rank: number, count: number): number {
  const low = lowOfBucket(bucket);
  return low + ((highOfBucket(bucket) - low) * (rank - 0.5)) / count;
}

/** Rank 1 … count of the order statistic that stands for quantile `q` (nearest rank): the least k with k ≥ q · count. */
export function rankOfQuantile(q: number, count: number): number {
  // Less a hair, because q · count may round up past an integer: 0.07 · 100 = 7.000000000000001.
  return Math.min(Math.max(Math.ceil(q * count * (1 - 1e-13)), 1), count);
}

function edge(bucket: number): number {
  words[1 - HIGH_WORD] = 0;
  words[HIGH_WORD] = (bucket + FIRST_BUCKET) << IGNORED_BITS;
  return double[0]!;
}
