/** Above this many shares a draw is multiplied as a double. */
const MOST_BY_HALVES = 2 ** 16;

/**
 * The one of `n` equal shares, 0 … n − 1, that a draw of 32 bits, signed or unsigned, falls on: ⌊draw · n / 2³²⌋, for
 * integers 1 ≤ n ≤ 2³². No share is off from 1/n by more than 2⁻³². By halves of the draw, in integers alone: a product
 * of doubles costs four conversions, more than all else that a choice costs.
 */
export function share(draw: number, n: number): number {
  if (n > MOST_BY_HALVES) return Math.floor(((draw >>> 0) * n) / 2 ** 32);
  return (Math.imul(draw >>> 16, n) + (Math.imul(draw & 0xffff, n) >>> 16)) >>> 16;
}
