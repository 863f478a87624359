import { describe, expect, it } from 'vitest';
import { erlangCMeanWait } from './erlang.ts';
import { mg1MeanWait, mg1ProcessorSharingMeanSojourn } from './mg1.ts';

describe('mg1MeanWait', () => {
  it('is that of M/M/1 for exponential service', () => {
    for (const utilization of [0.1, 0.5, 0.9]) {
      expect(mg1MeanWait(utilization, 1)).toBeCloseTo(erlangCMeanWait(1, utilization), 12);
    }
  });

  it('is half of that for constant service (M/D/1)', () => {
    expect(mg1MeanWait(0.8, 0)).toBeCloseTo(2, 12);
  });

  it('grows with the variance and without bound with the load', () => {
    expect(mg1MeanWait(0.5, 4)).toBeCloseTo(2.5, 12);
    expect(mg1MeanWait(1, 0)).toBe(Infinity);
  });
});

describe('mg1ProcessorSharingMeanSojourn', () => {
  it('is that of M/M/1, whose mean no discipline changes', () => {
    expect(mg1ProcessorSharingMeanSojourn(0.75)).toBeCloseTo(1 + erlangCMeanWait(1, 0.75), 12);
    expect(mg1ProcessorSharingMeanSojourn(1)).toBe(Infinity);
  });
});
