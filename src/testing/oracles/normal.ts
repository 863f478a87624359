/** The normal distribution function, written apart from the simulator's quantile function so that each checks the other. */

/**
 * P(Z ≤ x) of the standard normal; error below 1e-12 for |x| ≤ 6.
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, formula 26.2.11
 */
export function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-x * x * 0.5)) / Math.sqrt(2 * Math.PI);
}
