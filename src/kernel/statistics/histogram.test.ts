import { describe, expect, it } from 'vitest';
import { createSampler } from '../samplers/index.ts';
import { RandomStream } from '../random.ts';
import { Histogram } from './histogram.ts';

function lognormalValues(n: number): Float64Array {
  const stream = new RandomStream([1, 2, 3, 4], 0, 0);
  const sampler = createSampler({ type: 'lognormal', mu: 3, sigma: 1.5 });
  return Float64Array.from({ length: n }, () => sampler.sample(stream));
}

function histogramOf(values: Iterable<number>): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('Histogram', () => {
  it('knows nothing when empty', () => {
    const empty = new Histogram();
    expect(empty.count).toBe(0);
    expect([empty.mean, empty.min, empty.max, empty.quantile(0.5)]).toEqual([NaN, NaN, NaN, NaN]);
    expect(empty.data()).toMatchObject({ count: 0, sum: 0, sumOfSquares: 0, min: Infinity, max: -Infinity });
  });

  it('gives one value back exactly', () => {
    const one = histogramOf([12.34]);
    expect([one.mean, one.min, one.max, one.quantile(0), one.quantile(0.5), one.quantile(1)]).toEqual(
      Array.from({ length: 6 }, () => 12.34),
    );
  });

  it('has exact moments and extremes, and quantiles within 0.4 %', () => {
    const values = lognormalValues(100_000);
    const histogram = histogramOf(values);
    const sorted = values.toSorted();
    expect(histogram.count).toBe(100_000);
    expect(histogram.min).toBe(sorted[0]);
    expect(histogram.max).toBe(sorted.at(-1));
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, x) => sum + x) / values.length, 9);
    expect(histogram.data().sumOfSquares).toBeCloseTo(
      values.reduce((sum, x) => sum + x * x, 0),
      2,
    );
    for (const q of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]) {
      const exact = sorted[Math.ceil(q * 100_000) - 1]!;
      expect(Math.abs(histogram.quantile(q) / exact - 1)).toBeLessThanOrEqual(0.004);
    }
  });

  it('never answers outside the values', () => {
    const narrow = histogramOf([100.01, 100.02, 100.03, 100.04]);
    for (const q of [0, 0.25, 0.5, 0.75, 1]) {
      expect(narrow.quantile(q)).toBeGreaterThanOrEqual(100.01);
      expect(narrow.quantile(q)).toBeLessThanOrEqual(100.04);
    }
  });

  it('keeps zero, tiny and huge values', () => {
    const histogram = histogramOf([0, 0, 0, 1e-6, 1e9]);
    expect([histogram.count, histogram.min, histogram.max]).toEqual([5, 0, 1e9]);
    expect(histogram.quantile(0.5)).toBeLessThan(0.001);
    expect(histogram.quantile(1)).toBe(1e9);
  });

  it('refuses what is not a latency', () => {
    expect(() => new Histogram().record(-1e-9)).toThrow('≥ 0');
    expect(() => new Histogram().record(NaN)).toThrow('≥ 0');
  });

  it('merges to the same counts in any order and grouping', () => {
    const values = lognormalValues(9000);
    const parts = [0, 1, 2].map((part) => histogramOf(values.filter((_, i) => i % 3 === part)).data());
    const whole = histogramOf(values).data();
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const merged = new Histogram();
      for (const part of order) merged.merge(parts[part]!);
      merged.merge(new Histogram().data());
      const data = merged.data();
      expect(data.counts).toEqual(whole.counts);
      expect([data.count, data.min, data.max]).toEqual([whole.count, whole.min, whole.max]);
      expect(data.sum / whole.sum).toBeCloseTo(1, 12);
      expect(data.sumOfSquares / whole.sumOfSquares).toBeCloseTo(1, 12);
    }
  });

  it('hands out a copy', () => {
    const histogram = histogramOf([1]);
    const before = histogram.data();
    histogram.record(1);
    expect(before.counts.reduce((sum, count) => sum + count)).toBe(1);
  });

  it('counts beyond 2³² in one bucket', () => {
    const many = { ...histogramOf([7]).data(), count: 2 ** 32 };
    many.counts[many.counts.indexOf(1)] = 2 ** 32;
    const histogram = histogramOf([7, 9]);
    histogram.merge(many);
    expect(histogram.count).toBe(2 ** 32 + 2);
    expect(Math.max(...histogram.data().counts)).toBe(2 ** 32 + 1);
  });

  it('names the edges of its buckets', () => {
    const filled = histogramOf([20]).data().counts.indexOf(1);
    expect(Histogram.lowOf(filled)).toBeLessThanOrEqual(20);
    expect(Histogram.highOf(filled)).toBeGreaterThan(20);
    expect(histogramOf([]).data().counts).toHaveLength(Histogram.BUCKETS);
  });
});
