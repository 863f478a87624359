/**
 * Latencies by interval on their way from a replication to the figures of its variant. A series of histograms is wide
 * and often nearly empty (a second with 300 requests fills some 270 of 2,600 buckets): packed, an octave of an interval
 * takes only as much as was counted in it, and adding it up touches no more. Of a busy octave all counts are kept as
 * they are, which are then the shorter form, and added up without a decision for each. Counts are integers, so that the
 * order of adding does not matter.
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
 * Of each octave of an interval in which something was counted: its slot (interval × octaves + octave), the number of
 * its filled buckets n, and either n pairs of a bucket's place in the octave and its count, which is never 0; or, where
 * that would be longer, its 256 counts.
 */
export type PackedCounts = Uint32Array;

/** As exact as the buckets; NaN without any value. */
export interface MeanOfCounts {
  readonly count: number;
  readonly mean: number;
}

const HEAD = 2;

/** Words that follow the head of an octave with so many filled buckets. */
function bodyLength(filled: number): number {
  return Math.min(2 * filled, BUCKETS_PER_OCTAVE);
}

/** O(pages of the series). */
export function packCounts({ pages, chunks }: HistogramSeriesData): PackedCounts {
  const pagesPerChunk = (chunks[0]?.length ?? 0) >> BUCKET_BITS;
  const countsOf = (page: number): Uint32Array => {
    const first = (page % pagesPerChunk) << BUCKET_BITS;
    return chunks[Math.floor(page / pagesPerChunk)]!.subarray(first, first + BUCKETS_PER_OCTAVE);
  };
  const filled = pages.map((page) => (page < 0 ? 0 : filledBuckets(countsOf(page))));
  const packed = new Uint32Array(filled.reduce((sum, n) => sum + (n === 0 ? 0 : HEAD + bodyLength(n)), 0));
  let end = 0;
  for (let slot = 0; slot < pages.length; slot++) {
    const n = filled[slot]!;
    if (n === 0) continue;
    packed[end] = slot;
    packed[end + 1] = n;
    end += HEAD;
    packOctave(countsOf(pages[slot]!), packed.subarray(end, (end += bodyLength(n))));
  }
  return packed;
}

function filledBuckets(counts: Uint32Array): number {
  let filled = 0;
  for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) filled += counts[i] === 0 ? 0 : 1;
  return filled;
}

/** @param body of the octave's length */
function packOctave(counts: Uint32Array, body: Uint32Array): void {
  if (body.length === BUCKETS_PER_OCTAVE) {
    body.set(counts);
    return;
  }
  let end = 0;
  for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) {
    if (counts[i] === 0) continue;
    body[end++] = i;
    body[end++] = counts[i]!;
  }
}

/** Of the intervals [from, to): number and mean of their values, as {@link PooledCounts.mean} has them. O(length) */
export function meanOfPacked(packed: PackedCounts, from: number, to: number): MeanOfCounts {
  let [count, sum] = [0, 0];
  for (let at = 0; at < packed.length;) {
    const slot = packed[at]!;
    const body = at + HEAD;
    const end = body + bodyLength(packed[at + 1]!);
    at = end;
    if (slot < from * OCTAVES || slot >= to * OCTAVES) continue;
    const first = (slot % OCTAVES) << BUCKET_BITS;
    const isWhole = end - body === BUCKETS_PER_OCTAVE;
    for (let i = body; i < end; i += isWhole ? 1 : 2) {
      const counted = packed[isWhole ? i : i + 1]!;
      count += counted;
      sum += counted * middleOf(first + (isWhole ? i - body : packed[i]!));
    }
  }
  return { count, mean: sum / count };
}

function middleOf(bucket: number): number {
  return (lowOfBucket(bucket) + highOfBucket(bucket)) / 2;
}

/** Packed series added up. An octave of an interval takes memory when its first value comes, and then no more. */
export class PooledCounts {
  /** [intervals × octaves], row-major; each [256], or nothing. */
  private readonly octaves: (Uint32Array | undefined)[];

  constructor(intervals: number) {
    this.octaves = Array.from({ length: intervals * OCTAVES }, () => undefined);
  }

  /** O(length). Each sum must stay below 2³². @throws InvariantError for a bucket of no interval here */
  add(packed: PackedCounts): void {
    for (let at = 0; at < packed.length;) {
      const sums = this.octaveAt(packed[at]!);
      const end = at + HEAD + bodyLength(packed[at + 1]!);
      at += HEAD;
      if (end - at === BUCKETS_PER_OCTAVE) {
        for (let i = 0; i < BUCKETS_PER_OCTAVE; i++) sums[i]! += packed[at + i]!;
        at = end;
      } else {
        for (; at < end; at += 2) sums[packed[at]!]! += packed[at + 1]!;
      }
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
  mean(from: number, to: number): MeanOfCounts {
    const [count, sum] = this.fold(from, to, middleOf);
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
