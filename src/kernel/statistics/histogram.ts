/**
 * A log-linear histogram of non-negative values: fixed memory, quantiles within 0.4 %, merged by addition, so that the
 * counts do not depend on how the values were divided among histograms. It does not keep the values.
 */
import { assert } from '../../base/assert.ts';
import { BUCKETS, bucketOf, highOfBucket, lowOfBucket, rankOfQuantile, valueInBucket } from './buckets.ts';

/** A histogram as data, to be sent between threads and merged. */
export interface HistogramData {
  /** [buckets] Doubles, which stay exact integers up to 2⁵³. */
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Infinity when empty. */
  readonly min: number;
  /** −Infinity when empty. */
  readonly max: number;
}

// Columns of `totals`.
const SUM = 0;
const SUM_OF_SQUARES = 1;
const MIN = 2;
const MAX = 3;

/**
 * Counts values in 34 octaves of 256 buckets. Quantiles of values in [0.001, 2²⁴] are off by at most 0.4 %, below that
 * by at most 0.001. `min`, `max` and `count` are exact; the two sums carry the rounding of plain addition, at most
 * count · 1.2e-16 in relative terms (1e-7 at 10⁹ values), and in their last bits depend on the order of merging.
 */
export class Histogram {
  /** Number of buckets. */
  static readonly BUCKETS = BUCKETS;

  private readonly counts = new Float64Array(BUCKETS);
  private readonly single = new Float64Array(1);
  // Doubles in a typed array: V8 would box them as fields.
  private readonly totals = Float64Array.of(0, 0, Infinity, -Infinity);

  /** Inclusive lower edge of a bucket; the first begins at 0. */
  static lowOf(bucket: number): number {
    return lowOfBucket(bucket);
  }

  /** Exclusive upper edge of a bucket; the last also holds whatever is larger. */
  static highOf(bucket: number): number {
    return highOfBucket(bucket);
  }

  /** O(buckets): what can be counted from the buckets is not kept for every value. */
  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  private get isEmpty(): boolean {
    return this.totals[MIN] === Infinity;
  }

  /** NaN when empty, as are `min` and `max`. */
  get mean(): number {
    return this.totals[SUM]! / this.count;
  }

  get min(): number {
    return this.isEmpty ? NaN : this.totals[MIN]!;
  }

  get max(): number {
    return this.isEmpty ? NaN : this.totals[MAX]!;
  }

  /** Adds one value ≥ 0. @throws InvariantError for a negative value or NaN */
  record(value: number): void {
    this.single[0] = value;
    this.recordFrom(this.single, 0);
  }

  /** Adds the value `values[index]`: for hot callers, whose doubles as arguments would be allocated. */
  recordFrom(values: Float64Array, index: number): void {
    this.recordIn(bucketOf(values[index]!), values, index);
  }

  /** As {@link recordFrom} when the value's bucket, `bucketOf(values[index])`, is known. */
  recordIn(bucket: number, values: Float64Array, index: number): void {
    const value = values[index]!;
    assert(value >= 0, 'a recorded value is a number ≥ 0');
    this.counts[bucket]! += 1;
    const { totals } = this;
    totals[SUM]! += value;
    totals[SUM_OF_SQUARES]! += value * value;
    if (value < totals[MIN]!) totals[MIN] = value;
    if (value > totals[MAX]!) totals[MAX] = value;
  }

  /** Adds everything another histogram counted. */
  merge(data: HistogramData): void {
    assert(data.counts.length === BUCKETS, 'merged histograms have the same buckets');
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.counts[bucket]! += data.counts[bucket]!;
    const { totals } = this;
    totals[SUM]! += data.sum;
    totals[SUM_OF_SQUARES]! += data.sumOfSquares;
    totals[MIN] = Math.min(totals[MIN]!, data.min);
    totals[MAX] = Math.max(totals[MAX]!, data.max);
  }

  /**
   * The value that a share `q` in [0, 1] of all values do not exceed, by nearest rank; NaN when empty. The smallest
   * and the largest value are exact, and every answer lies between them.
   */
  quantile(q: number): number {
    const { count, counts } = this;
    if (count === 0) return NaN;
    const rank = rankOfQuantile(q, count);
    if (rank === 1) return this.min;
    if (rank === count) return this.max;
    let bucket = 0;
    let left = rank;
    for (; left > counts[bucket]!; bucket++) left -= counts[bucket]!;
    return Math.min(Math.max(valueInBucket(bucket, left, counts[bucket]!), this.min), this.max);
  }

  /** A copy of its state. */
  data(): HistogramData {
    const [sum, sumOfSquares, min, max] = this.totals;
    return {
      counts: this.counts.slice(),
      count: this.count,
      sum: sum!,
      sumOfSquares: sumOfSquares!,
      min: min!,
      max: max!,
    };
  }
}
