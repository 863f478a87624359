import { describe, expect, it } from 'vitest';
import { sampleResult } from '../../testing/sample-result.ts';
import { logBins, survival } from './latency-bins.ts';

const [variant] = sampleResult().variants;
if (variant === undefined) throw new Error('the sample has a variant');
const { latencyHistogram } = variant;

describe('logBins', () => {
  it.each([1, 7, 90, 2000])('spreads all requests over %d bins', (bins) => {
    const made = logBins(latencyHistogram, bins);
    expect(made.length).toBe(bins);
    expect(made.reduce((sum, bin) => sum + bin.share, 0)).toBeCloseTo(1, 9);
  });

  it('splits a bucket by the width that lies in each bin', () => {
    const [first, second] = logBins({ lowMs: [1], highMs: [100], count: [10] }, 2);
    expect(first).toMatchObject({ lowMs: 1, highMs: 10 });
    expect(first?.share).toBeCloseTo(9 / 99, 9);
    expect(second?.share).toBeCloseTo(90 / 99, 9);
  });

  it('copes with one latency, with zero and with none', () => {
    expect(
      logBins({ lowMs: [5], highMs: [5], count: [3] }, 4).reduce((sum, bin) => sum + bin.share, 0),
    ).toBeCloseTo(1, 9);
    expect(
      logBins({ lowMs: [0], highMs: [0.001], count: [3] }, 4).reduce((sum, bin) => sum + bin.share, 0),
    ).toBeCloseTo(1, 5);
    expect(logBins({ lowMs: [], highMs: [], count: [] }, 4)).toEqual([]);
  });
});

describe('survival', () => {
  it('falls from one, step by step', () => {
    const points = survival({ lowMs: [1, 2, 4], highMs: [2, 4, 8], count: [5, 4, 1] }, 10);
    expect(points).toEqual([
      { latencyMs: 1, slower: 1 },
      { latencyMs: 2, slower: 0.5 },
      { latencyMs: 4, slower: 0.1 },
    ]);
  });

  it('keeps its ends and its order when thinned', () => {
    const [whole, thinned] = [survival(latencyHistogram, 1e6), survival(latencyHistogram, 50)];
    expect(thinned.length).toBeLessThan(150);
    expect(thinned[0]).toEqual(whole[0]);
    expect(thinned.at(-1)).toEqual(whole.at(-1));
    expect(thinned.every((point, i) => i === 0 || point.slower <= (thinned[i - 1]?.slower ?? 1))).toBe(true);
  });
});
