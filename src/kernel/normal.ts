/**
 * The quantile function of the standard normal distribution, for inversion and for confidence intervals. Nothing
 * else about the normal distribution lives here.
 */

/** Coefficients of a rational function, highest power first: [numerator 7 … 0, denominator 7 … 0]. */
type Rational = Float64Array;

const CENTRE: Rational = new Float64Array([
  2.5090809287301227e3, 3.343057558358813e4, 6.72657709270087e4, 4.592195393154987e4, 1.373169376550946e4,
  1.9715909503065513e3, 1.3314166789178438e2, 3.3871328727963665, 5.226495278852546e3, 2.8729085735721943e4,
  3.930789580009271e4, 2.1213794301586597e4, 5.394196021424751e3, 6.871870074920579e2, 4.231333070160091e1, 1,
]);

const SHOULDER: Rational = new Float64Array([
  7.745450142783414e-4, 2.2723844989269184e-2, 2.417807251774506e-1, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835, 1.0507500716444169e-9, 5.475938084995345e-4,
  1.5198666563616457e-2, 1.4810397642748008e-1, 6.897673349851e-1, 1.6763848301838038, 2.053191626637759, 1,
]);

const TAIL: Rational = new Float64Array([
  2.0103343992922881e-7, 2.7115555687434876e-5, 1.2426609473880784e-3, 2.6532189526576124e-2,
  2.9656057182850487e-1, 1.7848265399172913, 5.463784911164114, 6.657904643501103, 2.0442631033899397e-15,
  1.421511758316446e-7, 1.8463183175100548e-5, 7.868691311456133e-4, 1.4875361290850615e-2,
  1.369298809227358e-1, 5.99832206555888e-1, 1,
]);

/**
 * The x with P(Z ≤ x) = p, for 0 < p < 1; relative error about 1e-16. ±Infinity at p = 1 and 0, NaN outside.
 * @see Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37, 1988 (PPND16)
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? Math.sign(q) * Infinity : NaN;
  const r = Math.sqrt(-Math.log(tail));
  const x = r <= 5 ? ratio(SHOULDER, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -x : x;
}

function ratio(coefficients: Rational, r: number): number {
  let above = coefficients[0]!;
  let below = coefficients[8]!;
  for (let i = 1; i < 8; i++) {
    above = above * r + coefficients[i]!;
    below = below * r + coefficients[8 + i]!;
  }
  return above / below;
}
