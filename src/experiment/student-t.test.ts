import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './student-t.ts';

// Tabulated to 12 digits by R's qt(); the first rows are also in every textbook's table.
const KNOWN: readonly (readonly [p: number, degrees: number, value: number])[] = [
  [0.975, 1, 12.7062047364],
  [0.975, 2, 4.30265272991],
  [0.975, 5, 2.57058183661],
  [0.975, 9, 2.26215716274],
  [0.975, 29, 2.0452296421],
  [0.975, 120, 1.97993040505],
  [0.95, 4, 2.13184678633],
  [0.95, 19, 1.72913281152],
  [0.995, 1, 63.6567411629],
  [0.995, 49, 2.67995197363],
];

describe('studentTQuantile', () => {
  it.each(KNOWN)('is the tabulated value at p = %d with %d degrees of freedom', (p, degrees, value) => {
    expect(Math.abs(studentTQuantile(p, degrees) / value - 1)).toBeLessThan(1e-9);
  });

  it('has closed forms at one and two degrees of freedom', () => {
    for (const p of [0.6, 0.75, 0.9, 0.99, 0.9995]) {
      const cauchy = Math.tan(Math.PI * (p - 0.5));
      const two = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
      expect(Math.abs(studentTQuantile(p, 1) / cauchy - 1)).toBeLessThan(1e-9);
      expect(Math.abs(studentTQuantile(p, 2) / two - 1)).toBeLessThan(1e-9);
    }
  });

  it('is symmetric and tends to the normal quantile', () => {
    expect(studentTQuantile(0.025, 7)).toBe(-studentTQuantile(0.975, 7));
    expect(studentTQuantile(0.5, 3)).toBe(0);
    expect(studentTQuantile(0.975, 1e7)).toBeCloseTo(1.959963984540054, 6);
  });

  it('refuses what is not a probability', () => {
    expect(() => studentTQuantile(1, 3)).toThrow('0 < p < 1');
    expect(() => studentTQuantile(0.9, 0)).toThrow('one degree');
  });
});
