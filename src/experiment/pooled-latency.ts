/**
 * Quantiles of the latencies of all replications together, with intervals that hold even where a replication has a
 * handful of slow requests that came in one burst. The mean of the replications' own quantiles would be too low then,
 * and more replications would not mend it.
 */
import {
  BUCKETS,
  bucketOf,
  highOfBucket,
  lowOfBucket,
  rankOfQuantile,
  valueInBucket,
} from '../kernel/statistics/buckets.ts';
import type { HistogramData } from '../kernel/statistics/histogram.ts';
import type { Estimate } from './result.ts';
import { smallestSampleForMaximum } from './statistics/order-statistics.ts';
import { shareInterval } from './statistics/share-interval.ts';

/** A histogram without its empty buckets: some kilobytes, which are kept of every replication. */
export interface LatencyCounts {
  /** [filled] In rising order. */
  readonly buckets: Uint16Array;
  /** [filled] Never 0. */
  readonly counts: Uint32Array;
  readonly count: number;
  /** Infinity when empty. */
  readonly min: number;
  /** −Infinity when empty. */
  readonly max: number;
}

/** O(buckets) */
export function latencyCounts({ counts, count, min, max }: HistogramData): LatencyCounts {
  const buckets = Uint16Array.from(filledOf(counts));
  return { buckets, counts: Uint32Array.from(buckets, (bucket) => counts[bucket]!), count, min, max };
}

function filledOf(counts: Float64Array): number[] {
  const filled: number[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) if (counts[bucket]! > 0) filled.push(bucket);
  return filled;
}

/** The latencies of some replications, added up. */
export class PooledLatency {
  private readonly runs: readonly LatencyCounts[];
  private readonly counts = new Float64Array(BUCKETS);
  private readonly count: number;
  private readonly min: number;
  private readonly max: number;

  /** O(runs × filled buckets) */
  constructor(all: readonly LatencyCounts[]) {
    this.runs = all.filter(({ count }) => count > 0);
    for (const { buckets, counts } of this.runs) {
      for (let i = 0; i < buckets.length; i++) this.counts[buckets[i]!]! += counts[i]!;
    }
    this.count = this.runs.reduce((sum, run) => sum + run.count, 0);
    this.min = Math.min(...this.runs.map((run) => run.min));
    this.max = Math.max(...this.runs.map((run) => run.max));
  }

  /**
   * The quantile and its 95 % interval, from how much the share of latencies below it differs from run to run. The
   * interval ends at the smallest and the largest latency seen; there is none where, even of independent requests,
   * there were too few for the largest one to bound the quantile.
   */
  estimate(q: number): Estimate {
    const n = this.runs.length;
    if (n === 0) return { mean: null, ci95: null, n };
    const value = this.quantile(q);
    if (n < 2 || this.count < smallestSampleForMaximum(q, 0.975)) return { mean: value, ci95: null, n };
    const [low, high] = shareInterval(
      this.runs.map((run) => countBelow(run, value)),
      this.runs.map((run) => run.count),
    );
    return {
      mean: value,
      ci95: [Math.min(value, this.quantile(low)), Math.max(value, this.quantile(high))],
      n,
    };
  }

  /** As `Histogram.quantile`. */
  private quantile(q: number): number {
    const rank = rankOfQuantile(q, this.count);
    if (rank === 1) return this.min;
    if (rank === this.count) return this.max;
    let [bucket, left] = [0, rank];
    for (; left > this.counts[bucket]!; bucket++) left -= this.counts[bucket]!;
    return Math.min(Math.max(valueInBucket(bucket, left, this.counts[bucket]!), this.min), this.max);
  }
}

/** Latencies below `value`; those of its own bucket lie evenly in it. */
function countBelow({ buckets, counts }: LatencyCounts, value: number): number {
  const own = bucketOf(value);
  let below = 0;
  let i = 0;
  for (; i < buckets.length && buckets[i]! < own; i++) below += counts[i]!;
  if (buckets[i] !== own) return below;
  const part = (value - lowOfBucket(own)) / (highOfBucket(own) - lowOfBucket(own));
  return below + counts[i]! * Math.min(1, part);
}
