import { describe, expect, it } from 'vitest';
import { lowOfBucket, OCTAVES } from '../kernel/statistics/buckets.ts';
import { HistogramSeries } from '../kernel/statistics/histogram-series.ts';
import { PooledCounts, packCounts } from './packed-counts.ts';

const INTERVALS = 3;

/**
 * Two values in a bucket and others octaves away, in an order in which no page follows its neighbour; none in interval 1.
 * Of interval 0 one octave is busy, with more than half of its buckets filled, and another has every second one filled.
 */
function series(offset: number): HistogramSeries {
  const latencies = new HistogramSeries(INTERVALS);
  for (const value of [500, 20, 20.001, 0, 1e9, 3]) latencies.record(2, value + offset);
  for (let value = 1; value < 400; value++) latencies.record(0, value * 0.7 + offset);
  for (let bucket = 0; bucket < 200; bucket++) latencies.record(0, lowOfBucket(2048 + bucket) + offset);
  for (let bucket = 0; bucket < 256; bucket += 2) latencies.record(0, lowOfBucket(2304 + bucket));
  return latencies;
}

describe('packed counts', () => {
  it('add up to the series they were made of', () => {
    const pooled = new PooledCounts(INTERVALS);
    const expected = new HistogramSeries(INTERVALS);
    for (const offset of [0, 10, 0]) {
      pooled.add(packCounts(series(offset).data()));
      expected.merge(series(offset).data());
    }
    for (const q of [0, 0.01, 0.5, 0.9, 0.99, 1]) {
      for (const interval of [0, 2]) {
        expect(pooled.quantile(interval, q)).toBe(expected.quantile(interval, q));
      }
      expect(pooled.quantile(1, q)).toBeNaN();
    }
  });

  it('take as much as was counted, and never more than the counts themselves', () => {
    const latencies = new HistogramSeries(INTERVALS);
    expect(packCounts(latencies.data())).toHaveLength(0);
    for (let i = 0; i < 5; i++) latencies.record(1, lowOfBucket(512 + (i % 3)));
    expect([...packCounts(latencies.data())]).toEqual([OCTAVES + 2, 3, 0, 2, 1, 2, 2, 1]);
    for (let bucket = 0; bucket < 128; bucket++) latencies.record(1, lowOfBucket(512 + bucket));
    const packed = packCounts(latencies.data());
    expect([...packed.subarray(0, 7)]).toEqual([OCTAVES + 2, 128, 3, 3, 2, 1, 1]);
    expect(packed).toHaveLength(2 + 256);
  });

  it('refuses a series of more intervals', () => {
    const packed = packCounts(series(0).data());
    expect(() => new PooledCounts(1).add(packed)).toThrow('as many intervals');
  });
});
