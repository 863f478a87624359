/**
 * Latencies by interval on their way from a replication to the figures of its variant. A series of histograms is wide
 * and nearly empty (a second with 300 requests fills some 270 of 2,600 buckets): packed, it is a fifth as long, and
 * adding it up touches only what was counted. Counts are integers, so that the order of adding does not matter.
 */
import { assert } from '../base/assert.ts';
import {
  BUCKET_BITS,
  BUCKETS_PER_OCTAVE,
  highOfBucket,
  lowOfBucket,
  OCTAVES,
  rankOfQuantile,
  valueInBucket,
} from '../kernel/statistics/buckets.ts';
import type { HistogramSeriesData } from '../kernel/statistics/histogram-series.ts';

/**
 * [filled buckets × 2], row-major: the place of a bucket, which is (interval × octaves + octave) × 256 + its place in
 * the octave, and its count, which is never 0.
 */
export type PackedCounts = Uint32Array;

const BUCKET_MASK = BUCKETS_PER_OCTAVE - 1;

/** Packs a series in which at most `values` values were recorded. O(its pages). */
export function packCounts({ pages, chunks }: HistogramSeriesData, values: number): PackedCounts {
  assert((pages.length << BUCKET_BITS) >>> BUCKET_BITS === pages.length, 'a place in the series has 32 bits');
  const packed = new Uint32Array(2 * values);
  const pagesPerChunk = (chunks[0]?.length ?? 0) >> BUCKET_BITS;
  let end = 0;
  for (let slot = 0; slot < pages.length; slot++) {
    const page = pages[slot]!;
    if (page < 0) continue;
    const counts = chunks[Math.floor(page / pagesPerChunk)]!;
    const first = (page % pagesPerChunk) << BUCKET_BITS;
    for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) {
      const count = counts[first + i]!;
      if (count === 0) continue;
      packed[end++] = (slot << BUCKET_BITS) + i;
      packed[end++] = count;
    }
  }
  return packed.subarray(0, end);
}

/** Packed series added up. An octave of an interval takes memory when its first value comes, and then no more. */
export class PooledCounts {
  /** [intervals × octaves], row-major; each [256], or nothing. */
  private readonly octaves: (Uint32Array | undefined)[];

  constructor(intervals: number) {
    this.octaves = Array.from({ length: intervals * OCTAVES }, () => undefined);
  }

  /** O(filled buckets). Each sum must stay below 2³². @throws InvariantError for a bucket of no interval here */
  add(packed: PackedCounts): void {
    for (let at = 0; at < packed.length; at += 2) {
      const place = packed[at]!;
      this.octaveAt(place >>> BUCKET_BITS)[place & BUCKET_MASK]! += packed[at + 1]!;
    }
  }

  /** As `Histogram.quantile`, but the extremes are only as exact as their buckets; NaN for an empty interval. */
  quantile(interval: number, q: number): number {
    const octaves = this.octaves.slice(interval * OCTAVES, (interval + 1) * OCTAVES);
    const totals = octaves.map((counts) => counts?.reduce((sum, count) => sum + count, 0) ?? 0);
    const count = totals.reduce((sum, total) => sum + total, 0);
    if (count === 0) return NaN;
    let left = rankOfQuantile(q, count);
    let octave = 0;
    while (left > totals[octave]!) left -= totals[octave++]!;
    const counts = octaves[octave]!;
    let bucket = 0;
    while (left > counts[bucket]!) left -= counts[bucket++]!;
    return valueInBucket((octave << BUCKET_BITS) + bucket, left, counts[bucket]!);
  }

  /** Of the intervals [from, to): number and mean of their values, as exact as their buckets; NaN without any. */
  mean(from: number, to: number): { readonly count: number; readonly mean: number } {
    const [count, sum] = this.fold(from, to, (bucket) => (lowOfBucket(bucket) + highOfBucket(bucket)) / 2);
    return { count, mean: sum / count };
  }

  /** Of the intervals [from, to): number of values in buckets below `bucket`. */
  countBelow(from: number, to: number, bucket: number): number {
    return this.fold(from, to, (each) => (each < bucket ? 1 : 0))[1];
  }

  /** Number of values in the intervals [from, to), and the sum of `weigh` over them. */
  private fold(from: number, to: number, weigh: (bucket: number) => number): readonly [number, number] {
    let [count, sum] = [0, 0];
    for (let slot = from * OCTAVES; slot < to * OCTAVES; slot++) {
      const counts = this.octaves[slot];
      if (counts === undefined) continue;
      const first = (slot % OCTAVES) << BUCKET_BITS;
      for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) {
        if (counts[i] === 0) continue;
        count += counts[i]!;
        sum += counts[i]! * weigh(first + i);
      }
    }
    return [count, sum];
  }

  private octaveAt(slot: number): Uint32Array {
    assert(slot < this.octaves.length, 'pooled series have as many intervals');
    return (this.octaves[slot] ??= new Uint32Array(BUCKETS_PER_OCTAVE));
  }
}
