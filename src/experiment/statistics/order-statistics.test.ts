import { describe, expect, it } from 'vitest';
import { rankCoverage, rankInterval, smallestSampleForMaximum } from './order-statistics.ts';

describe('rankCoverage', () => {
  // Tabulated for the median: smallest and largest of six hold it in 96.9 % of the cases, and so on.
  it.each([
    [6, 1, 6, 0.96875],
    [9, 2, 8, 0.9609375],
    [20, 6, 15, 0.958610534668],
    [35, 17, 19, 0.264121199143],
  ])('of %d values, ranks %d and %d', (n, low, high, coverage) => {
    expect(rankCoverage(n, 0.5, low, high)).toBeCloseTo(coverage, 11);
  });
});

describe('rankInterval', () => {
  it.each([
    [31, 0.5, 10, 22],
    [100, 0.5, 40, 61],
    [1000, 0.99, 983, 997],
    [10_000, 0.999, 9983, 9997],
  ])('of %d values holds the quantile of %d between two of them', (n, p, low, high) => {
    expect(rankInterval(n, p, 0.95)).toEqual({ low, high });
  });

  it('has no upper end where the sample is too small for one', () => {
    expect(rankInterval(100, 0.99, 0.95)).toEqual({ low: 97, high: null });
    expect(rankInterval(3, 0.5, 0.95)).toEqual({ low: null, high: null });
  });

  it('is as narrow as its tails allow', () => {
    for (const [n, p] of [
      [50, 0.3],
      [400, 0.95],
    ] as const) {
      const { low, high } = rankInterval(n, p, 0.95);
      expect(rankCoverage(n, p, low!, n + 1)).toBeGreaterThanOrEqual(0.975);
      expect(rankCoverage(n, p, low! + 1, n + 1)).toBeLessThan(0.975);
      expect(rankCoverage(n, p, 0, high!)).toBeGreaterThanOrEqual(0.975);
      expect(rankCoverage(n, p, 0, high! - 1)).toBeLessThan(0.975);
    }
  });
});

describe('smallestSampleForMaximum', () => {
  it("is Wilks': 59 for the 95 % quantile", () => {
    expect([0.9, 0.95, 0.99, 0.999].map((p) => smallestSampleForMaximum(p, 0.95))).toEqual([
      29, 59, 299, 2995,
    ]);
  });
});
