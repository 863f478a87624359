/**
 * Intervals of quantiles from the sorted values of one independent sample, whatever its distribution: between which of
 * them the quantile lies is a matter of binomial chances alone.
 *
 * @see David & Nagaraja, Order Statistics, 3rd ed., §7.1; Wilks, Annals of Mathematical Statistics 12 (1941) 91.
 */
import { regularizedBeta } from '../student-t.ts';

/** Between the values of these ranks (from 1, smallest first); `null` where no value bounds that side. */
export interface RankInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/** P(X₍low₎ ≤ quantile < X₍high₎) for the quantile of probability `p` in a sample of `n`. */
export function rankCoverage(n: number, p: number, low: number, high: number): number {
  return binomialCdf(high - 1, n, p) - binomialCdf(low - 1, n, p);
}

/** The narrowest ranks that leave at most half of 1 − `confidence` on either side. O(log n). */
export function rankInterval(n: number, p: number, confidence: number): RankInterval {
  const tail = (1 - confidence) / 2;
  // P(quantile < X₍low₎) = P(fewer than low values lie below it).
  const low = firstRank(n, (rank) => binomialCdf(rank - 1, n, p) > tail) - 1;
  const high = firstRank(n, (rank) => binomialCdf(rank - 1, n, p) >= 1 - tail);
  return { low: low === 0 ? null : low, high: high > n ? null : high };
}

/** The smallest sample whose largest value is an upper bound of the quantile with `confidence`. */
export function smallestSampleForMaximum(p: number, confidence: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(p));
}

/** The first rank 1…n with a property that all later ones have too; n + 1 where none has. */
function firstRank(n: number, has: (rank: number) => boolean): number {
  let [low, high] = [1, n + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (has(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** P(at most `count` of `n` trials succeed). @see Abramowitz & Stegun 26.5.24 */
function binomialCdf(count: number, n: number, p: number): number {
  if (count < 0) return 0;
  return count >= n ? 1 : regularizedBeta(1 - p, p, n - count, count + 1);
}
