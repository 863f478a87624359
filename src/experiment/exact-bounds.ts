/**
 * Exact 95 % bounds for rare events, where the normal and the t interval fail: with no failure seen they would say
 * [0, 0]. Binomial bounds are Clopper & Pearson's, Poisson bounds Garwood's: 2.5 % in each tail, so the upper bound
 * after 0 of N is 3.7 / N. Both are found by bisection of the tail sums, meant for the handful of events they are for.
 *
 * @see Clopper & Pearson, Biometrika 26 (1934) 404; Garwood, Biometrika 28 (1936) 437; Lancaster, Journal of the
 * American Statistical Association 56 (1961) 223 (mid-P).
 */
const TAIL = 0.025;

/** Bounds of a probability after `events` (a small number) in `trials` (≥ 1). */
export function binomialBounds(events: number, trials: number): readonly [number, number] {
  const low = events === 0 ? 0 : solve((p) => binomialCdf(events - 1, trials, p), 1 - TAIL, 0, 1);
  const high = events === trials ? 1 : solve((p) => binomialCdf(events, trials, p), TAIL, 0, 1);
  return [low, high];
}

/** Bounds of the mean of a Poisson variable after one observation of `events` (a small number). */
export function poissonBounds(events: number): readonly [number, number] {
  // Four standard deviations and more above the count lies the upper bound of any count.
  const ceiling = events + 4 * Math.sqrt(events) + 10;
  const low = events === 0 ? 0 : solve((mean) => poissonCdf(events - 1, mean), 1 - TAIL, 0, ceiling);
  return [low, solve((mean) => poissonCdf(events, mean), TAIL, 0, ceiling)];
}

/** The lower bound by the mid-P rule, which counts half of the chance of what was seen: for `events` ≥ 1. */
export function poissonMidLow(events: number): number {
  return solve((mean) => (poissonCdf(events - 1, mean) + poissonCdf(events, mean)) / 2, 1 - TAIL, 0, events);
}

function binomialCdf(count: number, trials: number, p: number): number {
  if (p >= 1) return count >= trials ? 1 : 0;
  let term = Math.exp(trials * Math.log1p(-p));
  let sum = term;
  for (let k = 0; k < count; k++) {
    term *= (((trials - k) / (k + 1)) * p) / (1 - p);
    sum += term;
  }
  return sum;
}

function poissonCdf(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 0; k < count; k++) {
    term *= mean / (k + 1);
    sum += term;
  }
  return sum;
}

/** The argument in [low, high] at which the falling function `f` crosses `target`. */
function solve(f: (x: number) => number, target: number, low: number, high: number): number {
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (f(middle) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
