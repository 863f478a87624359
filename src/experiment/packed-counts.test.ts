import { describe, expect, it } from 'vitest';
import { HistogramSeries } from '../kernel/statistics/histogram-series.ts';
import { PooledCounts, packCounts } from './packed-counts.ts';

const INTERVALS = 3;

/** Two values in a bucket and others octaves away, in an order in which no page follows its neighbour; none in interval 1. */
function series(offset: number): HistogramSeries {
  const latencies = new HistogramSeries(INTERVALS);
  for (const value of [500, 20, 20.001, 0, 1e9, 3]) latencies.record(2, value + offset);
  for (let value = 1; value < 400; value++) latencies.record(0, value * 0.7 + offset);
  return latencies;
}

const VALUES = 405;

describe('packed counts', () => {
  it('add up to the series they were made of', () => {
    const pooled = new PooledCounts(INTERVALS);
    const expected = new HistogramSeries(INTERVALS);
    for (const offset of [0, 10, 0]) {
      pooled.add(packCounts(series(offset).data(), VALUES));
      expected.merge(series(offset).data());
    }
    for (const q of [0, 0.01, 0.5, 0.9, 0.99, 1]) {
      for (const interval of [0, 2]) {
        expect(pooled.quantile(interval, q)).toBe(expected.quantile(interval, q));
      }
      expect(pooled.quantile(1, q)).toBeNaN();
    }
  });

  it('hold each filled bucket once', () => {
    const packed = packCounts(series(0).data(), VALUES);
    const counts = packed.filter((_, i) => i % 2 === 1);
    const places = packed.filter((_, i) => i % 2 === 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(VALUES);
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(new Set(places).size).toBe(places.length);
    expect(packCounts(new HistogramSeries(INTERVALS).data(), 0)).toHaveLength(0);
  });

  it('refuses a series of more intervals', () => {
    const packed = packCounts(series(0).data(), VALUES);
    expect(() => new PooledCounts(1).add(packed)).toThrow('as many intervals');
  });
});
