/**
 * How many replications an interval of a wanted width takes, as far as the first ones tell: the spread is taken to stay
 * what it is. A relative precision γ is of the unknown truth, and the observed mean may be off by as much; hence
 * γ / (1 + γ) of the observed mean.
 *
 * @see Law, Simulation Modeling and Analysis, 5th ed., §9.4.1
 */
import { studentTQuantile } from '../student-t.ts';
import type { SampleSummary } from './t-intervals.ts';

/** Nobody waits for more. */
const MOST = 1_000_000;

/** The smallest number ≥ `sample.n` of replications with a half-width of at most `halfWidth`; at most a million. */
export function replicationsNeeded(sample: SampleSummary, halfWidth: number, confidence: number): number {
  const fits = (n: number): boolean =>
    studentTQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(sample.variance / n) <= halfWidth;
  if (fits(sample.n)) return sample.n;
  let [low, high] = [sample.n, 2 * sample.n];
  while (high < MOST && !fits(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return Math.min(high, MOST);
}

/** The half-width, by the observed mean, that stands for a relative error of `precision` of the truth. */
export function halfWidthWanted(observedMean: number, precision: number): number {
  return (Math.abs(observedMean) * precision) / (1 + precision);
}
