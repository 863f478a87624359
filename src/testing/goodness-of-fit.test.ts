import { describe, expect, it } from 'vitest';
import { chiSquareOfEvenCells, kolmogorovSmirnov } from './goodness-of-fit.ts';

const cdf = (x: number) => Math.min(Math.max(x, 0), 1);

describe('kolmogorovSmirnov', () => {
  it('is the largest gap, above or below, times √n', () => {
    expect(kolmogorovSmirnov(Float64Array.of(0.9, 0.1, 0.5, 0.6), cdf)).toBeCloseTo(2 * 0.25, 12);
    expect(kolmogorovSmirnov(Float64Array.of(0.8), cdf)).toBeCloseTo(0.8, 12);
  });

  it('finds a sample from elsewhere', () => {
    const shifted = Float64Array.from({ length: 1000 }, (_, i) => (i / 1000) ** 1.2);
    expect(kolmogorovSmirnov(shifted, cdf)).toBeGreaterThan(1.95);
  });
});

describe('chiSquareOfEvenCells', () => {
  it('is zero for even cells and Pearson’s sum otherwise', () => {
    expect(chiSquareOfEvenCells(Float64Array.of(5, 5, 5))).toBe(0);
    expect(chiSquareOfEvenCells(Float64Array.of(8, 12))).toBeCloseTo(0.8, 12);
  });
});
