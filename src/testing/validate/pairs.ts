/** Two samples with given variances and a given correlation, exactly: what common random numbers make of two variants. */

/** @param n - even, ≥ 4 */
export function pairsWith(
  n: number,
  varianceX: number,
  varianceY: number,
  correlation: number,
): readonly [x: readonly number[], y: readonly number[]] {
  // Two sign patterns with mean 0 that are orthogonal up to what is projected out.
  const scale = Math.sqrt((n - 1) / n);
  const u = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? scale : -scale));
  const ramp = u.map((_, i) => i - (n - 1) / 2);
  const along = ramp.reduce((sum, r, i) => sum + r * u[i]!, 0) / (n - 1);
  const rest = ramp.map((r, i) => r - along * u[i]!);
  const length = Math.sqrt(rest.reduce((sum, r) => sum + r * r, 0) / (n - 1));
  const other = Math.sqrt(1 - correlation ** 2);
  return [
    u.map((value) => Math.sqrt(varianceX) * value),
    u.map((value, i) => Math.sqrt(varianceY) * (correlation * value + (other * rest[i]!) / length)),
  ];
}
