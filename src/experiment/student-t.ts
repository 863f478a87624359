/**
 * Student's t distribution: the quantile that turns a standard error into an interval, and the tail that makes a
 * p-value. Hand-written, because
 * simple-statistics has none (and its probit is off by 3·10⁻³). The regularised incomplete beta function by its
 * continued fraction, inverted by Newton's method inside a bracket.
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 26.5.8 and 26.7.1.
 */
import { assert } from '../base/assert.ts';

// Lanczos' approximation with g = 7 and nine terms: relative error about 1e-15.
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x ≥ 0.5. */
function logGamma(x: number): number {
  const z = x - 1;
  const t = z + LANCZOS_G + 0.5;
  const series = LANCZOS.reduce((sum, term, i) => (i === 0 ? term : sum + term / (z + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

/** The continued fraction of the incomplete beta function, evaluated by Lentz' method; x < (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

/** Regularised incomplete beta function I_x(a, b), a and b from 0.5 on; `y` is 1 − x, given apart so that neither loses digits. */
export function regularizedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y);
  const front = Math.exp(logFront);
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(y, b, a)) / b;
}

/** P(T > t) for t ≥ 0. */
function upperTail(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  const whole = degreesOfFreedom + square;
  return 0.5 * regularizedBeta(degreesOfFreedom / whole, square / whole, degreesOfFreedom / 2, 0.5);
}

/** P(|T| > |t|): the two-sided p-value of `t`, which may be infinite. */
export function studentTPValue(t: number, degreesOfFreedom: number): number {
  return Number.isFinite(t) ? 2 * upperTail(Math.abs(t), degreesOfFreedom) : 0;
}

function density(t: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const logFront = logGamma(half + 0.5) - logGamma(half) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
  return Math.exp(logFront - (half + 0.5) * Math.log1p((t * t) / degreesOfFreedom));
}

/**
 * The value that Student's t with `degreesOfFreedom` (≥ 1) stays below with probability `p` (0 < p < 1).
 * Relative error below 1e-9 for degrees of freedom up to 1e5.
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  assert(p > 0 && p < 1 && degreesOfFreedom >= 1, 'a t quantile needs 0 < p < 1 and at least one degree');
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  const tail = 1 - p;
  let low = 0;
  let high = 2;
  while (upperTail(high, degreesOfFreedom) > tail) high *= 2;
  let t = high / 2;
  for (let step = 0; step < 100; step++) {
    const excess = upperTail(t, degreesOfFreedom) - tail;
    if (excess > 0) low = t;
    else high = t;
    const newton = t + excess / density(t, degreesOfFreedom);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-14 * next) return next;
    t = next;
  }
  return t;
}
