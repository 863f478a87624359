import { describe, expect, it } from 'vitest';
import { sampleResult, type SampleOptions } from '../testing/sample-result.ts';
import type { VariantResult } from '../experiment/result.ts';
import { answerSentence, latencySentence } from './answer.ts';

function firstVariant(options: SampleOptions) {
  const result = sampleResult(options);
  const [variant] = result.variants;
  if (variant === undefined) throw new Error('the sample has a variant');
  return { result, variant };
}

const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;

function answer(
  options: SampleOptions,
  change: (variant: VariantResult) => VariantResult = (v) => v,
): string | null {
  const { result, variant } = firstVariant(options);
  return plain(answerSentence(result, change(variant)));
}

describe('answerSentence', () => {
  it('says how many were lost, how sure that is, and why', () => {
    expect(answer({})).toBe(
      'A rolling restart of deployment/web lost 160 of 54,000 requests per run (0.30 %, 95 % CI 0.25–0.34 %), ' +
        'most of them stale-endpoint: sent to a pod after it stopped accepting.',
    );
  });

  it('bounds what was not seen', () => {
    expect(answer({ losses: false })).toBe(
      'No request of 540,000 in 10 runs was lost; with 95 % confidence fewer than 0.00056 % are.',
    );
    expect(answer({ losses: false, replications: 1 })).toMatch(/^No request of 54,000 was lost; /);
  });

  it('names all when all have one cause', () => {
    const one = (variant: VariantResult) => ({ ...variant, losses: variant.losses.slice(0, 1) });
    expect(answer({}, one)).toContain(', all of them stale-endpoint:');
  });

  it('says so when nothing was asked', () => {
    const silent = (variant: VariantResult) => ({
      ...variant,
      summary: { ...variant.summary, requests: { mean: 0, ci95: null, n: 10 } },
    });
    expect(answer({}, silent)).toBe('No request arrived in the measured window, so nothing can be said.');
  });
});

describe('latencySentence', () => {
  it('compares before and during', () => {
    const { result, variant } = firstVariant({});
    expect(plain(latencySentence(result, variant))).toMatch(
      /^Second by second, p99 latency was typically 10\d ms before the rollout and 29\d ms during it; the worst was 31\d ms\.$/,
    );
  });

  it('is silent without latencies', () => {
    const { result, variant } = firstVariant({ noLatency: true });
    expect(latencySentence(result, variant)).toBeNull();
  });
});
