/**
 * Batch means: an interval from one long run, whose observations are correlated. Batches that are long enough have
 * nearly independent means; whether they are, the lag-1 correlation of the means tells.
 *
 * @see Law, Simulation Modeling and Analysis, 5th ed., §9.5.3; Meketon & Schmeiser, Winter Simulation Conference 1984.
 */
import { mean } from 'simple-statistics';
import { assert } from '../../base/assert.ts';
import { summaryOf, tInterval } from './t-intervals.ts';
import type { TInterval } from './t-intervals.ts';

/** [batches] Means of as many equal batches; a remainder at the end is left out. */
export function batchMeans(data: readonly number[], batches: number): number[] {
  const size = Math.floor(data.length / batches);
  assert(size >= 1, 'a batch needs an observation');
  return Array.from({ length: batches }, (_, b) => mean(data.slice(b * size, (b + 1) * size)));
}

/** The interval of the long-run mean by `batches` ≥ 2 nonoverlapping batches. */
export function batchMeansInterval(data: readonly number[], batches: number, confidence: number): TInterval {
  return tInterval(summaryOf(batchMeans(data, batches)), confidence);
}

/** Lag-1 correlation of batch means; 0 where they are all alike. */
export function batchCorrelation(means: readonly number[]): number {
  const center = mean([...means]);
  const squares = means.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const products = means.slice(1).reduce((sum, value, b) => sum + (value - center) * (means[b]! - center), 0);
  return squares === 0 ? 0 : products / squares;
}

/** Variance of √n · mean by all batches of `size` observations, overlapping; O(n). */
export function overlappingVariance(data: readonly number[], size: number): number {
  const n = data.length;
  assert(size >= 1 && size < n, 'a batch is shorter than the run');
  const grand = mean([...data]);
  let sum = data.slice(0, size).reduce((total, value) => total + value, 0);
  let squares = (sum / size - grand) ** 2;
  for (let end = size; end < n; end++) {
    sum += data[end]! - data[end - size]!;
    squares += (sum / size - grand) ** 2;
  }
  return ((n * size) / ((n - size) * (n - size + 1))) * squares;
}
