/**
 * How uneven pure chance is: the fullest and the emptiest of some bins into which balls fall independently and
 * uniformly. That is the load per endpoint when every connection chooses one at random. Exact, for hundreds of balls.
 */

/**
 * P(no bin gets more than `most` balls), for `balls` ≥ 0 in `bins` ≥ 1. Adds one bin after another: given s balls in i
 * bins, the last of these has Binomial(s, 1/i). Sums of positive terms. O(bins · balls · most).
 * @see Johnson & Kotz, Urn Models and Their Application, 1977 (maximum of a symmetric multinomial)
 */
export function maxLoadCdf(balls: number, bins: number, most: number): number {
  const logFactorial = logFactorials(balls);
  // P(no bin above `most`), by the number of balls in the bins so far.
  let fits = Float64Array.from({ length: balls + 1 }, (_, s) => (s <= most ? 1 : 0));
  for (let bin = 2; bin <= bins; bin++) {
    const before = fits;
    fits = before.map((_, s) => {
      let sum = 0;
      for (let j = 0; j <= Math.min(most, s); j++) {
        if (before[s - j]! > 0) sum += binomial(logFactorial, s, j, 1 / bin) * before[s - j]!;
      }
      return sum;
    });
  }
  return fits[balls]!;
}

/** Mean number of balls in the fullest bin. */
export function meanMaxLoad(balls: number, bins: number): number {
  let mean = 0;
  for (let most = 0; most < balls; most++) mean += 1 - maxLoadCdf(balls, bins, most);
  return mean;
}

/** Mean number of bins that get no ball. */
export function meanEmptyBins(balls: number, bins: number): number {
  return bins * (1 - 1 / bins) ** balls;
}

function binomial(logFactorial: Float64Array, n: number, k: number, p: number): number {
  const logChoose = logFactorial[n]! - logFactorial[k]! - logFactorial[n - k]!;
  return Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** [n + 1] */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) logs[k] = logs[k - 1]! + Math.log(k);
  return logs;
}
