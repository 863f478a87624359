import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../student-t.ts';
import { burstyShareInterval, shareInterval } from './share-interval.ts';

describe('shareInterval', () => {
  it('is the ratio estimator with t of fewer degrees of freedom', () => {
    // By hand: shares of 0.5, 0.6, 0.4 in groups of 10, so a variance of the counts of 1 and an error of 1/√3/10.
    const error = 1 / Math.sqrt(3) / 10;
    const degrees = 1 / (1 / 2 + (error / 0.5) ** 2);
    const [low, high] = shareInterval([5, 6, 4], [10, 10, 10]);
    const half = studentTQuantile(0.975, degrees) * error;
    expect(low).toBeCloseTo(0.5 - half, 12);
    expect(high).toBeCloseTo(0.5 + half, 12);
  });

  it('weighs groups by their size', () => {
    // All have a share of a half: there is nothing to be unsure of.
    expect(shareInterval([5, 50, 500], [10, 100, 1000])).toEqual([0.5, 0.5]);
  });

  it('is wider where the same tail comes in one group', () => {
    const sizes = [1000, 1000, 1000, 1000, 1000];
    const spread = shareInterval([990, 988, 992, 989, 991], sizes);
    const burst = shareInterval([950, 1000, 1000, 1000, 1000], sizes);
    expect(spread[0]).toBeGreaterThan(0.988);
    expect(burst).toEqual([expect.any(Number), 1]);
    // One burst says next to nothing of how often there is one: Student's t of one degree, not of four.
    expect(burst[0]).toBeLessThan(0.99 - studentTQuantile(0.975, 4) * 0.01);
  });

  it('ends at 0 and 1', () => {
    expect(shareInterval([0, 1], [2, 1])).toEqual([0, 1]);
    expect(shareInterval([3, 3], [3, 3])).toEqual([1, 1]);
  });
});

describe('burstyShareInterval', () => {
  const sizes = Array.from({ length: 10 }, () => 1000);
  const below = [990, 994, 985, 991, 996, 988, 990, 979, 995, 992];

  it("reaches further up than down, by Willink's function", () => {
    // By hand: Σ (count − 990)² = 232, so an error of √(232/9/10)/1000, and a variation of the 1 % above of 0.1606.
    const error = Math.sqrt(232 / 9 / 10) / 1000;
    const skewness = (1.5 * error) / 0.01;
    const t = studentTQuantile(0.975, 1 / (1 / 9 + 1.5 * (error / 0.01) ** 2));
    // Willink's own notation.
    const a = skewness / 6;
    const g = (r: number) => (Math.cbrt(1 + 6 * a * (r - a)) - 1) / (2 * a);
    const [low, high] = burstyShareInterval(below, sizes);
    expect(low).toBeCloseTo(0.99 - g(t) * error, 12);
    expect(high).toBeCloseTo(0.99 - g(-t) * error, 12);
    expect(high - 0.99).toBeGreaterThan(0.99 - low);
  });

  it('is the interval by t where thousands of bursts lie above', () => {
    const many = below.map((count) => count - 490);
    const [low, high] = burstyShareInterval(many, sizes);
    const [plainLow, plainHigh] = shareInterval(many, sizes);
    expect(low).toBeCloseTo(plainLow, 4);
    expect(high).toBeCloseTo(plainHigh, 4);
  });

  it('ends at 0 and 1', () => {
    expect(burstyShareInterval([950, 1000, 1000], [1000, 1000, 1000])[1]).toBe(1);
    expect(burstyShareInterval([1000, 0, 0], [1000, 1000, 1000])[0]).toBe(0);
    expect(burstyShareInterval([3, 3], [3, 3])).toEqual([1, 1]);
    expect(burstyShareInterval([5, 5], [10, 10])).toEqual([0.5, 0.5]);
  });
});
