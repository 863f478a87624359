import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';

describe('normalQuantile', () => {
  // Wichura 1988, the check values printed with PPND16.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
  ])('is %f → %f, as published', (p, x) => {
    expect(Math.abs(normalQuantile(p) / x - 1)).toBeLessThan(1e-15);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.999999, 4.753424308817089],
    [1e-300, -37.0470962993612],
  ])('is %f → %f, as tabulated', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, 12);
  });

  it('is antisymmetric, and increases across the seams of its three pieces', () => {
    expect(normalQuantile(0.0625)).toBe(-normalQuantile(0.9375));
    for (const seam of [0.075, 0.925, Math.exp(-25)]) {
      const points = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => normalQuantile(seam * (1 + step * 1e-13)));
      expect(points).toEqual(points.toSorted((a, b) => a - b));
    }
  });

  it('is infinite at the ends and not a number outside', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(NaN)).toBeNaN();
  });
});
