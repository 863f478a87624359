/**
 * Distances between a sample and a distribution, for tests of chance. They return the statistic only; the test that
 * uses it states the critical value and its level.
 */

/**
 * √n · sup |Fₙ − F| of Kolmogorov and Smirnov; for n ≥ 100 above 1.628 with probability 0.01 and above 1.95 with 0.001.
 * @see Smirnov, "Table for Estimating the Goodness of Fit of Empirical Distributions", Ann. Math. Stat. 19, 1948
 */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const n = sample.length;
  let gap = 0;
  sample.toSorted().forEach((x, i) => {
    const probability = cdf(x);
    gap = Math.max(gap, (i + 1) / n - probability, probability - i / n);
  });
  return Math.sqrt(n) * gap;
}

/** Pearson's Σ (observed − expected)² / expected against equal cells; χ² with `counts.length − 1` degrees of freedom. */
export function chiSquareOfEvenCells(counts: Float64Array): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
