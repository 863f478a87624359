/**
 * The standard error of the mean of one run, whose observations depend on each other: by the spectrum at frequency zero,
 * to which a parabola through the logarithms of the periodogram is extended.
 *
 * @see Heidelberger & Welch, Communications of the ACM 24 (1981) 233
 */
import { assert } from '../../base/assert.ts';

/** Batches of the run. */
export const SPECTRAL_BATCHES = 100;
/** Of the error, by the variance of the fitted value: the paper's C2 for a parabola through so many points. */
export const SPECTRAL_DEGREES = 7;

/** Means of two neighbours of the periodogram each, at n − 1/4 for n = 1 … 25 in units of two frequencies. */
const POINTS = 25;
/** E ln of the mean of two independent exponentials of mean 1. */
const LOG_BIAS = -0.27;
/** The paper's C1: what the exponential of the fitted value is too high by. */
const FIT_BIAS = 0.882;
/** Of the mean power: less is a spectral line's neighbour, not noise, and its logarithm would outweigh all others. */
const FAINT = 1e-6;

/** Weights that give the fitted parabola's value at frequency zero, by polynomials orthogonal on −12 … 12. */
const AT_ZERO = Array.from({ length: POINTS }, (_, i) => {
  const [u, zero] = [i - 12, 1 / 4 - 13];
  return 1 / 25 + (u * zero) / 1300 + ((u * u - 52) * (zero * zero - 52)) / 53_820;
});

/**
 * The standard error of Σ values / Σ sizes, where both are those of {@link SPECTRAL_BATCHES} consecutive batches; to be used
 * with Student's t of {@link SPECTRAL_DEGREES}.
 */
export function spectralError(values: readonly number[], sizes: readonly number[]): number {
  const n = values.length;
  assert(n === SPECTRAL_BATCHES && sizes.length === n, 'the fit is made for so many batches');
  const total = sumOf(sizes);
  const ratio = sumOf(values) / total;
  const powers = periodogram(values.map((value, b) => value - ratio * sizes[b]!));
  const floor = (FAINT * sumOf(powers)) / powers.length;
  if (floor === 0) return 0;
  const logs = AT_ZERO.map(
    (_, i) => Math.log(Math.max(floor, (powers[2 * i]! + powers[2 * i + 1]!) / 2)) - LOG_BIAS,
  );
  const atZero = FIT_BIAS * Math.exp(sumOf(logs.map((log, i) => AT_ZERO[i]! * log)));
  return Math.sqrt(n * atZero) / total;
}

/** |Σ x exp(−2πi j b / n)|² / n for the frequencies j = 1 … 2 · {@link POINTS}. */
function periodogram(x: readonly number[]): number[] {
  return Array.from({ length: 2 * POINTS }, (_, j) => {
    const angle = (2 * Math.PI * (j + 1)) / x.length;
    const real = sumOf(x.map((value, b) => value * Math.cos(angle * b)));
    const imaginary = sumOf(x.map((value, b) => value * Math.sin(angle * b)));
    return (real ** 2 + imaginary ** 2) / x.length;
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
