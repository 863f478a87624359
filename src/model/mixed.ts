/** Thomas Wang's 32-bit mix: a new draw from an old one. */
export function mixed(draw: number): number {
  let x = draw ^ 61 ^ (draw >>> 16);
  x = Math.imul(x, 9);
  x ^= x >>> 4;
  x = Math.imul(x, 0x27d4eb2d);
  return x ^ (x >>> 15);
}
