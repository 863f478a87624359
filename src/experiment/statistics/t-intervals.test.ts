import { describe, expect, it } from 'vitest';
import { pairsWith } from '../../testing/validate/pairs.ts';
import { halfWidthWanted, replicationsNeeded } from './replications-needed.ts';
import { pairedInterval, pairedRatioInterval, summaryOf, tInterval, welchInterval } from './t-intervals.ts';

// Law, Simulation Modeling and Analysis, 5th ed.: two inventory policies (ex. 10.1), average cost of five replications.
const POLICY_1 = [126.97, 124.31, 126.68, 122.66, 127.23];
const POLICY_2 = [118.21, 120.22, 122.45, 122.68, 119.4];
// Same book, ex. 4.27 and table 9.1 (average delays of a bank on ten days).
const SAMPLE = [1.2, 1.5, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.5, 1.09];
const BANK = [1.53, 1.66, 1.24, 2.34, 2.0, 1.69, 2.69, 2.86, 1.7, 2.6];

describe('tInterval', () => {
  it.each([
    [SAMPLE, 1.343, 0.237253414489],
    [BANK, 2.031, 0.322283404942],
  ])('gives the 90 % interval of the book', (data, mean, halfWidth) => {
    const interval = tInterval(summaryOf(data), 0.9);
    expect(interval.mean).toBeCloseTo(mean, 12);
    expect(interval.halfWidth).toBeCloseTo(halfWidth, 9);
  });

  it('gives the p-value of the table: 2.776 at four degrees is the 5 % point', () => {
    const { p } = tInterval({ n: 5, mean: 2.7764451052, variance: 5 }, 0.95);
    expect(p).toBeCloseTo(0.05, 9);
  });
});

describe('pairedInterval', () => {
  it('is that of the book for the two inventory policies: 1.65 to 8.31', () => {
    const { mean, halfWidth } = pairedInterval(POLICY_1, POLICY_2, 0.9);
    expect(mean - halfWidth).toBeCloseTo(1.64912687484, 9);
    expect(mean + halfWidth).toBeCloseTo(8.30687312516, 9);
  });

  it('profits from what the pairs have in common: variance (s₁² + s₂² − 2 ρ s₁ s₂) / n', () => {
    const [x, y] = pairsWith(10, 4, 3, 0.8);
    const together = pairedInterval(x, y, 0.95).halfWidth;
    const apart = pairedInterval(...pairsWith(10, 4, 3, 0), 0.95).halfWidth;
    expect((together / apart) ** 2).toBeCloseTo((7 - 1.6 * Math.sqrt(12)) / 7, 9);
  });

  it('has no width and p = 1 between equals', () => {
    expect(pairedInterval(BANK, BANK, 0.95)).toMatchObject({ mean: 0, halfWidth: 0, p: 1 });
  });
});

describe('pairedRatioInterval', () => {
  it('holds exactly the ratios that a paired t test does not reject', () => {
    const ends = pairedRatioInterval(POLICY_2, POLICY_1, 0.95)!;
    for (const end of ends) {
      const target = POLICY_1.map((value) => (1 + end) * value);
      expect(pairedInterval(POLICY_2, target, 0.95).p).toBeCloseTo(0.05, 9);
    }
    expect(ends[0]).toBeLessThan(ends[1]);
  });

  it('has no end where the baseline cannot be told from 0', () => {
    expect(pairedRatioInterval([5, 6, 7], [-1, 0, 2], 0.95)).toBeNull();
  });

  it('is a point where all pairs have one ratio', () => {
    const [low, high] = pairedRatioInterval([20, 22, 24], [10, 11, 12], 0.95)!;
    expect(low).toBeCloseTo(1, 6);
    expect(high).toBeCloseTo(1, 6);
  });
});

describe('welchInterval', () => {
  it('takes the two policies as independent, with 7.99 degrees of freedom', () => {
    const { mean, halfWidth, degreesOfFreedom } = welchInterval(POLICY_1, POLICY_2, 0.9);
    expect(degreesOfFreedom).toBeCloseTo(7.99238593004, 9);
    expect(mean - halfWidth).toBeCloseTo(2.66078561773, 9);
    expect(mean + halfWidth).toBeCloseTo(7.29521438227, 9);
  });

  it('is a point where nothing varies', () => {
    expect(welchInterval([3, 3], [2, 2], 0.95)).toMatchObject({ mean: 1, halfWidth: 0, p: 0 });
  });
});

describe('replicationsNeeded', () => {
  // Law, §9.4.1: 16 replications for an absolute error of 0.25, 27 for a relative one of 0.1.
  const bank = { n: 10, mean: 2.03, variance: 0.31 };

  it('is that of the book', () => {
    expect(replicationsNeeded(bank, 0.25, 0.9)).toBe(16);
    expect(replicationsNeeded(bank, halfWidthWanted(2.03, 0.1), 0.9)).toBe(27);
  });

  it('is no less than there are, and never endless', () => {
    expect(replicationsNeeded(bank, 10, 0.9)).toBe(10);
    expect(replicationsNeeded(bank, 0, 0.9)).toBe(1_000_000);
  });
});
