/** The autoregressive process Y = φ Y' + N(0, 1): what batch means of it are, exactly. */

interface Ar1Truth {
  readonly variance: number;
  /** Limit of n times the variance of the mean of n. */
  readonly asymptoticVariance: number;
  readonly batchMeanVariance: number;
  /** Of the means of neighbouring batches. */
  readonly batchMeanCorrelation: number;
}

/** For 0 ≤ `phi` < 1 and batches of `size`. @see Law, Simulation Modeling and Analysis, 5th ed., §4.3 (the sums) */
export function ar1(phi: number, size: number): Ar1Truth {
  const variance = 1 / (1 - phi ** 2);
  let inside = size;
  let across = 0;
  for (let lag = 1; lag < 2 * size; lag++) {
    if (lag < size) inside += 2 * (size - lag) * phi ** lag;
    across += (size - Math.abs(lag - size)) * phi ** lag;
  }
  return {
    variance,
    asymptoticVariance: (variance * (1 + phi)) / (1 - phi),
    batchMeanVariance: (variance * inside) / size ** 2,
    batchMeanCorrelation: across / inside,
  };
}
