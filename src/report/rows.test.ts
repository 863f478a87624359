import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { flagSentences, outcomeRows, thresholdRows } from './rows.ts';

const result = sampleResult();
const [variant] = result.variants;
if (variant === undefined) throw new Error('the sample has a variant');

describe('outcomeRows', () => {
  it('has each figure once, with a meaning', () => {
    const rows = outcomeRows(variant);
    expect(new Set(rows.map((row) => row.label)).size).toBe(rows.length);
    expect(rows.every((row) => row.meaning !== '')).toBe(true);
    expect(rows.map((row) => row.label)).toEqual(
      expect.arrayContaining([
        'error rate',
        'latency p99.9',
        'stale-endpoint time',
        'pod-seconds',
        'imbalance',
      ]),
    );
  });

  it('leaves out the rollout where there was none', () => {
    const still = { ...variant, summary: { ...variant.summary, rollout: null } };
    expect(outcomeRows(still).filter((row) => row.group === 'rollout')).toEqual([]);
  });

  it('leaves out what was not observed, but says that a rollout was not complete', () => {
    const none = { mean: null, ci95: null, n: 10 };
    const { summary } = variant;
    if (summary.rollout === null) throw new Error('the sample has a rollout');
    const rollout = { ...summary.rollout, durationMs: none };
    const rows = outcomeRows({ ...variant, summary: { ...summary, rollout, imbalance: none } });
    expect(rows.find((row) => row.label === 'rollout duration')).toMatchObject({
      value: 'not complete',
      interval: '',
    });
    expect(rows.some((row) => row.label === 'imbalance')).toBe(false);
  });

  it('shows requests in flight only when there were any', () => {
    const inFlight = { mean: 3, ci95: [2, 4] as const, n: 10 };
    const censored = { ...variant, summary: { ...variant.summary, inFlight } };
    expect(outcomeRows(variant).some((row) => row.label === 'in flight')).toBe(false);
    expect(outcomeRows(censored).find((row) => row.label === 'in flight')?.value).toBe('3.0');
  });
});

describe('thresholdRows', () => {
  const observe = (expression: string, mean: number) => {
    const observed = { mean, ci95: null, n: 1 };
    const threshold = { expression, variant: 'baseline', verdict: 'pass', observed, limit: 1 } as const;
    return thresholdRows({ ...result, thresholds: [threshold] })[0]?.value.replaceAll('\u00a0', ' ');
  };

  it.each([
    ['errors rate < 0.1%', 0.0005, '0.0500 %'],
    ['errors count < 5', 3, '3'],
    ['latency p99 < 250ms', 248, '248 ms'],
    ['requests rate > 100/s', 199, '199/s'],
    ['rollout duration < 2m', 48_000, '48.0 s'],
    ['rollout peakPods <= 5', 5, '5'],
    ['load utilization < 80%', 0.25, '25.0 %'],
    ['load imbalance < 2', 1.2, '1.20 ×'],
  ])('shows what %s observed in its unit', (expression, mean, text) => {
    expect(observe(expression, mean)).toBe(text);
  });

  it.each([
    [{ mean: 248, ci95: null, n: 1 }, 'one run has no interval: use --replications 2 or more'],
    [{ mean: 248, ci95: null, n: 5 }, 'too few requests for an interval: use a longer --duration'],
    [{ mean: 248, ci95: [242, 254], n: 10 }, 'the interval straddles the limit: use more --replications'],
    [{ mean: null, ci95: null, n: 10 }, 'nothing was observed'],
  ] as const)('says what to do about %j', (observed, remedy) => {
    const threshold = { expression: 'latency p99 < 250ms', variant: 'baseline', limit: 250, observed };
    const verdicts = ['undecided', 'pass'] as const;
    const thresholds = verdicts.map((verdict) => ({ ...threshold, verdict }));
    expect(thresholdRows({ ...result, thresholds }).map((row) => row.remedy)).toEqual([remedy, '']);
  });

  it('says of a rollout without duration that it was not complete', () => {
    const observed = { mean: null, ci95: null, n: 10 };
    const thresholds = [
      { expression: 'rollout duration < 60s', variant: 'baseline', limit: 60_000, verdict: 'fail', observed },
    ] as const;
    expect(thresholdRows({ ...result, thresholds })[0]?.value).toBe('not complete');
  });

  it('marks the verdicts, and names variants only when there are several', () => {
    expect(thresholdRows(result).map((row) => [row.mark, row.variant])).toEqual([
      ['✗', ''],
      ['?', ''],
    ]);
    expect(thresholdRows(sampleResult({ variants: ['a', 'b'] })).map((row) => row.variant)).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
  });
});

describe('flagSentences', () => {
  it('says every flag in words of its own', () => {
    const flags = [
      'saturated',
      'too-few-replications',
      'censored',
      'no-requests',
      'rollout-incomplete',
    ] as const;
    const sentences = flagSentences({ ...variant, flags });
    expect(new Set(sentences).size).toBe(flags.length);
    expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
  });

  it('says in how many runs there was no request', () => {
    const silent = variant.replications.map((run, i) => (i < 2 ? { ...run, requests: 0 } : run));
    const sentence = (replications: typeof silent) =>
      flagSentences({ ...variant, replications, flags: ['no-requests'] })[0];
    expect(sentence(silent)).toBe(`No request arrived in the measured window of 2 of ${silent.length} runs.`);
    expect(sentence(silent.slice(0, 2))).toBe('No request arrived in the measured window.');
  });
});
