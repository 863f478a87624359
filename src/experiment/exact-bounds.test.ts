import { describe, expect, it } from 'vitest';
import { binomialBounds, poissonBounds, poissonMidLow } from './exact-bounds.ts';

describe('binomialBounds', () => {
  it('has its closed form when nothing happened, and when everything did', () => {
    const [low, high] = binomialBounds(0, 100);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 100), 12);
    expect(binomialBounds(5, 5)[1]).toBe(1);
    expect(binomialBounds(5, 5)[0]).toBeCloseTo(0.025 ** (1 / 5), 12);
  });

  it('agrees with the tabulated Clopper–Pearson interval of 1 in 10', () => {
    const [low, high] = binomialBounds(1, 10);
    expect(low).toBeCloseTo(0.0025285785, 9);
    expect(high).toBeCloseTo(0.4450161, 7);
  });

  it('tends to the Poisson bounds for many trials', () => {
    const trials = 1e9;
    const [low, high] = binomialBounds(4, trials);
    const [poissonLow, poissonHigh] = poissonBounds(4);
    expect((low * trials) / poissonLow).toBeCloseTo(1, 6);
    expect((high * trials) / poissonHigh).toBeCloseTo(1, 6);
  });
});

describe('poissonBounds', () => {
  // Garwood's table: halves of chi-square quantiles with 2k and 2k + 2 degrees of freedom.
  it.each([
    [0, 0, 3.688879],
    [1, 0.025318, 5.571643],
    [5, 1.623486, 11.668332],
    [9, 4.115373, 17.084803],
  ])('of %d events are %d and %d', (events, low, high) => {
    expect(poissonBounds(events)[0]).toBeCloseTo(low, 5);
    expect(poissonBounds(events)[1]).toBeCloseTo(high, 5);
  });
});

describe('poissonMidLow', () => {
  it('lies above the exact bound, where what was seen is counted half', () => {
    for (const events of [1, 2, 5, 19]) {
      const low = poissonMidLow(events);
      expect(low).toBeGreaterThan(poissonBounds(events)[0]);
      expect(low).toBeLessThan(events);
    }
    // One event: 1 − e^−m (1 + m / 2) = 0.025.
    const mean = poissonMidLow(1);
    expect(1 - Math.exp(-mean) * (1 + mean / 2)).toBeCloseTo(0.025, 9);
  });
});
