import { describe, expect, it } from 'vitest';
import { estimateCount, estimateMean, estimateMeanShare, estimateShare } from './estimate.ts';
import { studentTQuantile } from './student-t.ts';

describe('estimateMean', () => {
  it("gives the interval of Law's bank: average delays on ten days, 2.031 with s² = 0.3091", () => {
    // Law, Simulation Modeling and Analysis, 5th ed., table 9.1; the 95 % half width is t(0.975; 9) · s / √10.
    const delays = [1.53, 1.66, 1.24, 2.34, 2.0, 1.69, 2.69, 2.86, 1.7, 2.6];
    const estimate = estimateMean(delays);
    expect(estimate.mean).toBeCloseTo(2.031, 12);
    const half = 2.26215716274 * Math.sqrt(0.309098888889 / 10);
    expect(estimate.ci95?.[0]).toBeCloseTo(2.031 - half, 9);
    expect(estimate.ci95?.[1]).toBeCloseTo(2.031 + half, 9);
    expect(estimate.n).toBe(10);
  });

  it('covers the true mean in 95 % of the cases', () => {
    // Five draws of a normal-like sum of 12 uniforms, 2,000 times; 4 standard errors of the coverage are 0.0195.
    let state = 12345;
    const uniform = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
    const draw = (): number => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, 0);
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const [low, high] = estimateMean(Array.from({ length: 5 }, draw)).ci95 ?? [NaN, NaN];
      if (low <= 6 && 6 <= high) covered++;
    }
    expect(Math.abs(covered / 2000 - 0.95)).toBeLessThan(0.0195);
  });

  it('has no interval from one replication, and no mean from none', () => {
    expect(estimateMean([4])).toEqual({ mean: 4, ci95: null, n: 1 });
    expect(estimateMean([null, NaN])).toEqual({ mean: null, ci95: null, n: 0 });
  });

  it('counts only the replications in which something was observed', () => {
    expect(estimateMean([null, 3, 5]).n).toBe(2);
    expect(estimateMean([null, 3, 5]).mean).toBe(4);
  });

  it('does not reach beyond what is possible', () => {
    expect(estimateMean([0, 0, 9]).ci95?.[0]).toBe(0);
    expect(estimateMeanShare([0.9, 1, 0.6]).ci95?.[1]).toBe(1);
  });
});

describe('estimateCount', () => {
  it('bounds a count that was never seen', () => {
    const estimate = estimateCount([0, 0, 0, 0]);
    expect(estimate.mean).toBe(0);
    expect(estimate.ci95?.[0]).toBe(0);
    expect(estimate.ci95?.[1]).toBeCloseTo(3.688879 / 4, 6);
  });

  it('bounds a few events from one replication', () => {
    expect(estimateCount([1]).ci95?.[1]).toBeCloseTo(5.571643, 6);
  });

  it('uses the replications when there are events enough', () => {
    const many = estimateCount([1000, 1200, 1400]);
    const [low, high] = estimateMean([1000, 1200, 1400]).ci95!;
    expect(many.mean).toBe(1200);
    // A score interval: a little higher than Student's t on both sides.
    expect(many.ci95![0]).toBeGreaterThan(low);
    expect(many.ci95![1]).toBeGreaterThan(high);
    expect(many.ci95![1] - many.ci95![0]).toBeLessThan(1.2 * (high - low));
    expect(estimateCount([12]).ci95).toBeNull();
  });

  it('holds runs that are all alike', () => {
    expect(estimateCount([50, 50, 50]).ci95).toEqual([50, 50]);
    // Of few it does not follow that they must be.
    expect(estimateCount([2, 2, 2]).ci95![1]).toBeGreaterThan(3);
  });
});

describe('coverage of errors', () => {
  /** Share of 2,000 experiments of ten runs each whose interval holds the mean number of errors per run. */
  function coverage(burstsPerRun: number, meanBurst: number): number {
    let state = 4711;
    const uniform = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
    const errors = (): number => {
      let count = 0;
      for (let left = -Math.log(uniform()); left < burstsPerRun; left -= Math.log(uniform())) {
        count++;
        while (uniform() > 1 / meanBurst) count++;
      }
      return count;
    };
    let held = 0;
    for (let experiment = 0; experiment < 2000; experiment++) {
      const [low, high] = estimateCount(Array.from({ length: 10 }, errors)).ci95!;
      if (low <= burstsPerRun * meanBurst && burstsPerRun * meanBurst <= high) held++;
    }
    return held / 2000;
  }

  // Four standard errors are 0.016 to 0.02; docs/VALIDATION.md has the expected values.
  it.each([
    ['5 independent ones', 0.5, 1, 0.968],
    ['20 independent ones', 2, 1, 0.96],
    ['100 independent ones', 10, 1, 0.951],
    ['30 in bursts of 5', 0.6, 5, 0.97],
    ['100 in bursts of 5', 2, 5, 0.962],
  ])('is that of the interval: %s', (_name, bursts, size, expected) => {
    expect(Math.abs(coverage(bursts, size) - expected)).toBeLessThan(0.02);
  });
});

describe('bursts', () => {
  it('widen the bounds of a few events: the run is then the unit, not the request', () => {
    const trials = Array.from({ length: 10 }, () => 1000);
    const burst = estimateShare([5, 0, 0, 0, 0, 0, 0, 0, 0, 0], trials);
    const spread = estimateShare([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], trials);
    // Five independent ones of 10,000: 1.83 by mid-P, 11.7 by Wilson's score.
    expect(spread.ci95![0]).toBeCloseTo(1.832e-4, 7);
    expect(spread.ci95![1]).toBeCloseTo(1.17e-3, 5);
    expect(burst.ci95![0]).toBeLessThan(0.5 * spread.ci95![0]);
    expect(burst.ci95![1]).toBeGreaterThan(5 * spread.ci95![1]);
    expect(spread.ci95![1]).toBeLessThan(burst.ci95![1]);
  });

  it('a share of one has a lower bound, as a share of zero has an upper one', () => {
    const [low, high] = estimateShare([100, 100], [100, 100]).ci95!;
    expect(low).toBeCloseTo(1 - 3.689 / 200, 2);
    expect(high).toBe(1);
  });
});

describe('estimateShare', () => {
  it('is never [0, 0]', () => {
    const estimate = estimateShare([0, 0], [600, 400]);
    expect(estimate.mean).toBe(0);
    expect(estimate.ci95?.[0]).toBe(0);
    expect(estimate.ci95?.[1]).toBeCloseTo(1 - 0.025 ** (1 / 1000), 12);
  });

  it('is the ratio of the totals with the ratio estimator’s interval', () => {
    const estimate = estimateShare([30, 10, 20], [1000, 500, 1500]);
    expect(estimate.mean).toBeCloseTo(60 / 3000, 12);
    // Residuals e − R n = 10, 0, −10: s² = 100, a relative variance of 100 / 3 / 20² of 60 of 3,000.
    const c = studentTQuantile(0.975, 1 / (1 / 2 + 100 / 3 / 400));
    const independent = 60 * (1 - 0.02);
    const a = (c * c * 300) / independent;
    const root = Math.sqrt(a * independent + (a * a) / 4);
    const scale = 3000 * (1 + a / 3000);
    expect(estimate.ci95?.[0]).toBeCloseTo((60 + a / 2 - root) / scale, 9);
    expect(estimate.ci95?.[1]).toBeCloseTo((60 + a / 2 + root) / scale, 9);
  });

  it('observes nothing without trials, and no spread in one replication', () => {
    expect(estimateShare([0], [0]).mean).toBeNull();
    expect(estimateShare([50], [100]).ci95).toBeNull();
  });
});
