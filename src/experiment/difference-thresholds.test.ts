import { describe, expect, it } from 'vitest';
import { judgeDifferences, parseDifferenceThreshold } from './difference-thresholds.ts';
import type { ComparisonResult } from './result.ts';

function p99(ci95: readonly [number, number] | null, baselineMean = 100): ComparisonResult {
  const mean = ci95 === null ? 1 : (ci95[0] + ci95[1]) / 2;
  return {
    baseline: 'base',
    variant: 'new',
    metric: 'latencyMs.p99',
    baselineMean,
    difference: { mean, ci95, n: 5 },
    relative: baselineMean === 0 ? null : mean / baselineMean,
    relativeCi95:
      ci95 === null || baselineMean === 0 ? null : [ci95[0] / baselineMean, ci95[1] / baselineMean],
    p: 0.5,
    pAdjusted: 0.5,
    verdict: '~',
  };
}

function verdictOf(expression: string, comparison: ComparisonResult): string | undefined {
  return judgeDifferences([parseDifferenceThreshold(expression)], [comparison])[0]?.verdict;
}

describe('a threshold on a difference', () => {
  it('is judged by the interval of the difference', () => {
    expect(verdictOf('latency.p99 increase < 5%', p99([-2, 4.9]))).toBe('pass');
    expect(verdictOf('latency.p99 increase < 5%', p99([-2, 5.1]))).toBe('undecided');
    expect(verdictOf('latency.p99 increase < 5%', p99([5.1, 9]))).toBe('fail');
    expect(verdictOf('latency.p99 increase < 5%', p99(null))).toBe('undecided');
  });

  it('is relative to the baseline, or in the unit of the metric', () => {
    expect(verdictOf('latency.p99 increase < 5%', p99([6, 8], 200))).toBe('pass');
    expect(verdictOf('latencyMs.p99 increase < 5ms', p99([6, 8], 200))).toBe('fail');
  });

  it('turns the sign for a decrease, and can ask for one', () => {
    expect(verdictOf('latency.p99 decrease > 10ms', p99([-20, -11]))).toBe('pass');
    expect(verdictOf('latency.p99 decrease > 10ms', p99([-20, -9]))).toBe('undecided');
    const [judged] = judgeDifferences(
      [parseDifferenceThreshold('latency.p99 decrease > 1%')],
      [p99([-20, -10])],
    );
    expect(judged?.observed).toEqual({ mean: 0.15, ci95: [0.1, 0.2], n: 5 });
  });

  it('says nothing where there is no baseline to be relative to', () => {
    expect(verdictOf('latency.p99 increase < 5%', p99([1, 2], 0))).toBe('undecided');
  });

  it('knows the names that other thresholds use, and refuses what it does not', () => {
    expect(parseDifferenceThreshold('errors.rate increase < 0').metric).toBe('errorRate');
    expect(() => parseDifferenceThreshold('latency.p99 < 5%')).toThrow('increase');
    expect(() => parseDifferenceThreshold('latency.p98 increase < 5%')).toThrow('no metric');
    expect(() => parseDifferenceThreshold('latency.p99 increase < 5')).toThrow('in the unit of');
  });
});
