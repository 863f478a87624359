/**
 * Intervals of means by Student's t: of one sample, of paired differences, of two independent samples (Welch). They
 * know nothing of metrics or replications, and cut nothing off; what is shown to a user is made in estimate.ts.
 *
 * @see Law, Simulation Modeling and Analysis, 5th ed., §4.5 and §10.2; Welch, Biometrika 34 (1947) 28.
 */
import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';
import { assert } from '../../base/assert.ts';
import { studentTPValue, studentTQuantile } from '../student-t.ts';

/** What a sample says about its mean. */
export interface SampleSummary {
  readonly n: number;
  readonly mean: number;
  /** Of the sample, with n − 1. */
  readonly variance: number;
}

export interface TInterval {
  readonly mean: number;
  readonly halfWidth: number;
  readonly degreesOfFreedom: number;
  /** Two-sided, of the hypothesis that the mean is 0. */
  readonly p: number;
}

/** @param values - at least two */
export function summaryOf(values: readonly number[]): SampleSummary {
  assert(values.length >= 2, 'a variance needs two values');
  return { n: values.length, mean: mean([...values]), variance: sampleVariance([...values]) };
}

/** The interval of a mean. */
export function tInterval(sample: SampleSummary, confidence: number): TInterval {
  return intervalOf(sample.mean, sample.variance / sample.n, sample.n - 1, confidence);
}

/** The interval of the mean of `values[r] − baseline[r]`: what the pairs have in common cancels. */
export function pairedInterval(
  values: readonly number[],
  baseline: readonly number[],
  confidence: number,
): TInterval {
  assert(values.length === baseline.length, 'pairs need two lists of one length');
  return tInterval(summaryOf(values.map((value, r) => value - baseline[r]!)), confidence);
}

/**
 * The interval of `mean(values) / mean(baseline) − 1` of pairs: every r for which a paired t test does not tell the mean of
 * values − (1 + r) · baseline from 0. `null` where the baseline's mean cannot be told from 0 itself: then it has no end.
 *
 * @see Fieller, J. R. Stat. Soc. B 16 (1954) 175
 */
export function pairedRatioInterval(
  values: readonly number[],
  baseline: readonly number[],
  confidence: number,
): readonly [low: number, high: number] | null {
  assert(values.length === baseline.length, 'pairs need two lists of one length');
  const [own, base] = [summaryOf(values), summaryOf(baseline)];
  const square = studentTQuantile((1 + confidence) / 2, own.n - 1) ** 2 / own.n;
  const covariance = sampleCovariance([...values], [...baseline]);
  // Of a k² − 2 b k + c ≤ 0, where k = 1 + r.
  const a = base.mean ** 2 - square * base.variance;
  const b = own.mean * base.mean - square * covariance;
  const c = own.mean ** 2 - square * own.variance;
  if (a <= 0) return null;
  const reach = Math.sqrt(Math.max(0, b * b - a * c));
  return [(b - reach) / a - 1, (b + reach) / a - 1];
}

/** The interval of `mean(values) − mean(baseline)` of samples that have nothing in common. */
export function welchInterval(
  values: readonly number[],
  baseline: readonly number[],
  confidence: number,
): TInterval {
  const [a, b] = [summaryOf(values), summaryOf(baseline)];
  const [partA, partB] = [a.variance / a.n, b.variance / b.n];
  const variance = partA + partB;
  const degrees = variance ** 2 / (partA ** 2 / (a.n - 1) + partB ** 2 / (b.n - 1));
  // Without any spread all formulas divide by zero; the interval is a point whatever the degrees.
  return intervalOf(a.mean - b.mean, variance, variance === 0 ? a.n + b.n - 2 : degrees, confidence);
}

/** @param variance - of the mean itself */
function intervalOf(center: number, variance: number, degrees: number, confidence: number): TInterval {
  const deviation = Math.sqrt(variance);
  return {
    mean: center,
    halfWidth: studentTQuantile((1 + confidence) / 2, degrees) * deviation,
    degreesOfFreedom: degrees,
    p: center === 0 ? 1 : studentTPValue(center / deviation, degrees),
  };
}
