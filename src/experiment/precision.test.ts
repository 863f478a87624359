import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { isPrecise, parsePrecision } from './precision.ts';

const { summary } = sampleResult().variants[0]!;

function withP99(mean: number, halfWidth: number): typeof summary {
  const p99 = { mean, ci95: [mean - halfWidth, mean + halfWidth] as const, n: 10 };
  return { ...summary, latencyMs: { ...summary.latencyMs, p99 } };
}

describe('parsePrecision', () => {
  it('takes a limit alone for the usual metrics', () => {
    expect(parsePrecision('5%').map(({ expression }) => expression)).toEqual([
      'latencyMs.mean=5%',
      'latencyMs.p50=5%',
      'latencyMs.p99=5%',
      'errorRate=5%',
    ]);
  });

  it('reads limits in the unit of the metric', () => {
    expect(parsePrecision('latencyMs.p99=2ms')).toMatchObject([{ isRelative: false, limit: 2 }]);
    expect(parsePrecision('errorRate=0.0005')).toMatchObject([{ isRelative: false, limit: 0.0005 }]);
    expect(parsePrecision('podSeconds=1%')).toMatchObject([{ isRelative: true, limit: 0.01 }]);
  });

  it.each([
    ['latencyMs.p98=5%', 'latencyMs.p9'],
    ['5', 'expected 5%'],
    ['latencyMs.p99=2', '2ms'],
    ['errorRate=0%', 'expected 5%'],
  ])('refuses %s', (text, words) => {
    expect(() => parsePrecision(text)).toThrow(words);
  });
});

describe('isPrecise', () => {
  const [relative] = parsePrecision('latencyMs.p99=10%');
  const [absolute] = parsePrecision('latencyMs.p99=9ms');

  it('means the truth by a relative precision: 10 % of it are 9.09 % of the mean', () => {
    expect(isPrecise(relative!, withP99(100, 9.09))).toBe(true);
    expect(isPrecise(relative!, withP99(100, 9.1))).toBe(false);
  });

  it('means the half-width by an absolute one', () => {
    expect(isPrecise(absolute!, withP99(100, 9))).toBe(true);
    expect(isPrecise(absolute!, withP99(100, 9.01))).toBe(false);
  });

  it('waits for an interval, but not for what was not observed', () => {
    const p99 = { mean: 100, ci95: null, n: 1 };
    const once = { ...summary, latencyMs: { ...summary.latencyMs, p99 } };
    expect(isPrecise(absolute!, once)).toBe(false);
    expect(isPrecise(parsePrecision('rollout.durationMs=1%')[0]!, { ...summary, rollout: null })).toBe(true);
    const noErrors = { ...summary, errorRate: { mean: 0, ci95: [0, 0.1] as const, n: 10 } };
    expect(isPrecise(parsePrecision('errorRate=1%')[0]!, noErrors)).toBe(true);
    expect(isPrecise(parsePrecision('errorRate=0.01')[0]!, noErrors)).toBe(false);
  });
});
