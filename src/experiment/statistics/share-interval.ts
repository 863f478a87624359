/**
 * How far the share of values below a point can be off, where values come in groups that are independent of each other
 * but depend on each other within: replications of a simulation, or batches of one. By the quantiles of those shares a
 * quantile gets its interval (Woodruff).
 *
 * @see Woodruff, Journal of the American Statistical Association 47 (1952) 635; Cochran, Sampling Techniques, §6.3
 */
import { assert } from '../../base/assert.ts';
import { studentTQuantile } from '../student-t.ts';

/**
 * The 95 % interval of the share Σ below / Σ sizes, by the ratio estimator and Student's t; cut at 0 and 1.
 *
 * @param below - by group, at least two; of `sizes`, which are not all 0
 */
export function shareInterval(below: readonly number[], sizes: readonly number[]): readonly [number, number] {
  const groups = sizes.length;
  assert(groups >= 2, 'a spread needs two groups');
  const total = sumOf(sizes);
  const share = sumOf(below) / total;
  const variance = sumOf(below.map((count, g) => (count - share * sizes[g]!) ** 2)) / (groups - 1);
  const error = Math.sqrt(variance / groups) / (total / groups);
  const tail = Math.min(share, 1 - share);
  if (error === 0 || tail === 0) return [share, share];
  const half = studentTQuantile(0.975, burstDegrees((error / tail) ** 2, groups)) * error;
  return [Math.max(0, share - half), Math.min(1, share + half)];
}

/**
 * Degrees of freedom of the variance of a count, ≥ 1: fewer than there are groups, less one, where most of what is
 * counted lies in a few of them, so that the variance is itself poorly known (Satterthwaite). How poorly is taken from a
 * Poisson number of bursts a group, whose count has an excess kurtosis of c² (bursts of one size) to 3 c² (exponential
 * ones), c its coefficient of variation; the middle of them is used.
 *
 * @param relativeVariance - of the mean over the groups, divided by its square: c² / groups
 * @see Satterthwaite, Biometrics Bulletin 2 (1946) 110; docs/VALIDATION.md has the coverage
 */
export function burstDegrees(relativeVariance: number, groups: number): number {
  return Math.max(1, 1 / (1 / (groups - 1) + relativeVariance));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
