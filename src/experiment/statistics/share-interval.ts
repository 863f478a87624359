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
  const { share, error } = shareWithError(below, sizes);
  const tail = Math.min(share, 1 - share);
  if (error === 0 || tail === 0) return [share, share];
  const half = studentTQuantile(0.975, burstDegrees((error / tail) ** 2, sizes.length)) * error;
  return [Math.max(0, share - half), Math.min(1, share + half)];
}

/**
 * The same from the batches of one run, of the share below a high quantile. What lies above it comes in bursts, and
 * where they are few their number is skewed: a run that has too few has too little spread as well, and its interval would
 * end too low. A Poisson number of bursts of exponential size has the skewness 1.5 c and the excess kurtosis 3 c², c its
 * coefficient of variation; Willink's interval takes the first, the degrees of freedom the second.
 *
 * @see Willink, Communications in Statistics: Theory and Methods 34 (2005) 753; docs/VALIDATION.md has the coverage
 */
export function burstyShareInterval(
  below: readonly number[],
  sizes: readonly number[],
): readonly [number, number] {
  const { share, error } = shareWithError(below, sizes);
  if (error === 0 || share === 1) return [share, share];
  const variation = error / (1 - share);
  const t = studentTQuantile(0.975, burstDegrees(1.5 * variation ** 2, sizes.length));
  const skewness = 1.5 * variation;
  return [
    Math.max(0, share - willink(t, skewness) * error),
    Math.min(1, share - willink(-t, skewness) * error),
  ];
}

/** What takes the place of the quantile `t` where the sum has this skewness, > 0. */
function willink(t: number, skewness: number): number {
  return (3 / skewness) * (Math.cbrt(1 + skewness * (t - skewness / 6)) - 1);
}

function shareWithError(
  below: readonly number[],
  sizes: readonly number[],
): { readonly share: number; readonly error: number } {
  const groups = sizes.length;
  assert(groups >= 2, 'a spread needs two groups');
  const total = sumOf(sizes);
  const share = sumOf(below) / total;
  const variance = sumOf(below.map((count, g) => (count - share * sizes[g]!) ** 2)) / (groups - 1);
  return { share, error: Math.sqrt(variance / groups) / (total / groups) };
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
