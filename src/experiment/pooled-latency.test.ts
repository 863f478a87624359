import { describe, expect, it } from 'vitest';
import { Histogram } from '../kernel/statistics/histogram.ts';
import { PooledLatency, latencyCounts } from './pooled-latency.ts';

function counts(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return latencyCounts(histogram.data());
}

/** 1, 2, … n, each once. */
const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('PooledLatency', () => {
  it('has the quantiles of a histogram of all values', () => {
    const [a, b] = [oneTo(1000), oneTo(500).map((value) => 3 * value)];
    const whole = new Histogram();
    for (const value of [...a, ...b]) whole.record(value);
    const pooled = new PooledLatency([counts(a), counts(b)]);
    for (const q of [0, 0.001, 0.5, 0.9, 0.99, 1]) expect(pooled.estimate(q).mean).toBe(whole.quantile(q));
  });

  it('is not the mean of the quantiles of the runs', () => {
    // A hundredth of all requests is slow, but all of them in one run: one in ten there.
    const fast = counts(Array.from({ length: 1000 }, () => 1));
    const slow = counts([...Array.from({ length: 900 }, () => 1), ...Array.from({ length: 100 }, () => 100)]);
    const { mean, ci95 } = new PooledLatency([...Array.from({ length: 9 }, () => fast), slow]).estimate(0.99);
    expect(mean).toBeCloseTo(1, 2);
    expect(ci95![1]).toBe(100);
  });

  it('has an interval as narrow as the runs are alike', () => {
    const alike = new PooledLatency([counts(oneTo(1000)), counts(oneTo(1000)), counts(oneTo(1000))]);
    expect(alike.estimate(0.5)).toEqual({
      mean: expect.any(Number),
      ci95: [expect.any(Number), expect.any(Number)],
      n: 3,
    });
    const [low, high] = alike.estimate(0.5).ci95!;
    expect(high - low).toBeLessThan(0.01 * 500);
    const apart = new PooledLatency(
      [400, 500, 600].map((n) => counts(oneTo(n).map((value) => value * (n / 500)))),
    );
    expect(apart.estimate(0.5).ci95![0]).toBeLessThan(230);
    expect(apart.estimate(0.5).ci95![1]).toBeGreaterThan(300);
  });

  it('holds a constant latency', () => {
    const constant = counts(Array.from({ length: 500 }, () => 42));
    expect(new PooledLatency([constant, constant]).estimate(0.99)).toEqual({
      mean: 42,
      ci95: [42, 42],
      n: 2,
    });
  });

  it('has no interval of one run, or of too few requests for the quantile', () => {
    expect(new PooledLatency([counts(oneTo(1000))]).estimate(0.5).ci95).toBeNull();
    const few = new PooledLatency([counts(oneTo(100)), counts(oneTo(100))]);
    expect(few.estimate(0.9).ci95).not.toBeNull();
    expect(few.estimate(0.99)).toMatchObject({ mean: expect.any(Number), ci95: null, n: 2 });
  });

  it('leaves out runs without a success', () => {
    expect(new PooledLatency([counts([])]).estimate(0.5)).toEqual({ mean: null, ci95: null, n: 0 });
    expect(new PooledLatency([counts(oneTo(100)), counts([]), counts(oneTo(100))]).estimate(0.5).n).toBe(2);
  });
});
