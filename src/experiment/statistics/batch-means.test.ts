import { describe, expect, it } from 'vitest';
import { ar1 } from '../../testing/oracles/ar1.ts';
import { batchMeans, batchMeansInterval, overlappingVariance } from './batch-means.ts';

describe('batch means', () => {
  it('are the means of equal parts, without the remainder', () => {
    expect(batchMeans([1, 3, 5, 7, 9], 2)).toEqual([2, 6]);
  });

  it('give the t interval of the means', () => {
    // Means 2 and 6: s² = 8, t(0.975; 1) = 12.706; half-width 12.706 · √(8 / 2).
    const { mean, halfWidth } = batchMeansInterval([1, 3, 5, 7], 2, 0.95);
    expect(mean).toBe(4);
    expect(halfWidth).toBeCloseTo(2 * 12.7062047364, 8);
  });

  it('overlap by all but one observation', () => {
    // Batches of two of 1, 2, 4: means 1.5 and 3, grand mean 7/3; 3 · 2 / (1 · 2) · Σ.
    const squares = (1.5 - 7 / 3) ** 2 + (3 - 7 / 3) ** 2;
    expect(overlappingVariance([1, 2, 4], 2)).toBeCloseTo(3 * squares, 12);
  });

  it('are less correlated the longer they are', () => {
    // Autoregression with 0.9: variances and lag-1 correlations by its autocovariances.
    expect(ar1(0.9, 10).batchMeanCorrelation).toBeCloseTo(0.524720556596, 10);
    expect(ar1(0.9, 1000).batchMeanCorrelation).toBeCloseTo(0.0047821466525, 10);
    expect(1000 * ar1(0.9, 1000).batchMeanVariance).toBeCloseTo(99.0526315789, 8);
  });
});
