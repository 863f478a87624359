import { describe, expect, it } from 'vitest';
import { sampleResult, type SampleOptions } from '../testing/sample-result.ts';
import type { VariantResult } from '../experiment/result.ts';
import { answerSentence, changesSentence, latencySentence } from './answer.ts';

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
      'No request of 540,000 was lost in any of 10 runs. ' +
        'Assuming independent requests, fewer than 0.00056 % are, with 95 % confidence.',
    );
    expect(answer({ losses: false, replications: 1 })).toMatch(/^No request of 54,000 was lost\. /);
  });

  it('names all that was rolled, and how often', () => {
    const subject = (names: readonly string[]) => {
      const { result, variant } = firstVariant({});
      const events = names.map((name) => ({
        at: '100s',
        do: 'rolloutRestart',
        target: `deployment/${name}`,
      }));
      const sentence = answerSentence({ ...result, scenario: { ...result.scenario, events } }, variant);
      return sentence.split(' lost ')[0];
    };
    expect(subject(['a', 'b', 'c'])).toBe('A rolling restart of 3 workloads');
    expect(subject(['a', 'b'])).toBe('A rolling restart of deployment/a and deployment/b');
    expect(subject(['a', 'a'])).toBe('2 rolling restarts of deployment/a');
  });

  it('blames the rollout only for what was lost during it', () => {
    const before = (share: number) => (variant: VariantResult) => ({
      ...variant,
      losses: variant.losses.flatMap((entry) => [
        { ...entry, count: entry.count * share, phase: 'before' as const },
        { ...entry, count: entry.count * (1 - share) },
      ]),
    });
    expect(answer({}, before(0.824))).toMatch(
      /^“Rolling restart of a service” lost 160 .*, most of them stale-endpoint: .*; only 17\.6 % of all losses fell into the rollout\.$/,
    );
    expect(answer({}, before(0.2))).toContain('accepting; 80.0 % of all losses');
    expect(answer({}, before(0.05))).toMatch(/^A rolling restart of /);
  });

  it('says when the rollout was not complete', () => {
    const open = (runs: number) => (variant: VariantResult) => ({
      ...variant,
      replications: variant.replications.map((run, i) =>
        run.rollout === null || i >= runs ? run : { ...run, rollout: { ...run.rollout, durationMs: null } },
      ),
    });
    expect(answer({ losses: false }, open(10))).toContain(
      'in any of 10 runs, but the rollout was not complete in 10 of 10 runs.',
    );
    expect(answer({}, open(3))).toMatch(/, but the rollout was not complete in 3 of 10 runs\.$/);
    expect(answer({ replications: 1 }, open(1))).toMatch(/not complete by the end of the run\.$/);
  });

  it('shows no interval that has no width', () => {
    const same = (variant: VariantResult) => ({
      ...variant,
      summary: { ...variant.summary, errorRate: { mean: 1, ci95: [1, 1] as const, n: 10 } },
    });
    expect(answer({}, same)).toContain('requests per run (100 %), ');
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

  it('compares before and after other events', () => {
    const { result, variant } = firstVariant({});
    const sentence = (...events: object[]) => {
      const scenario = { ...result.scenario, events };
      return plain(latencySentence({ ...result, scenario }, variant));
    };
    const fail = { at: '100s', do: 'failNode', node: 'a' };
    expect(sentence(fail)).toMatch(
      /ms before 1:40 \(fail node\) and \d+ ms after it; the worst was 31\d ms\.$/,
    );
    expect(sentence(fail, { at: '110s', do: 'recoverNode', node: 'a' })).toMatch(
      /ms before 1:40 \(fail node\) and \d+ ms from then to 1:50 \(recover node\); the worst was \d+ ms\.$/,
    );
    expect(sentence()).toBeNull();
  });

  it('is silent without latencies', () => {
    const { result, variant } = firstVariant({ noLatency: true });
    expect(latencySentence(result, variant)).toBeNull();
  });
});

describe('changesSentence', () => {
  it('says what was set, values as they are', () => {
    const { variant } = firstVariant({});
    expect(changesSentence(variant)).toBeNull();
    const set = { 'deployment/web.replicas': '0', 'traffic[0].retries': { attempts: 2 } };
    expect(changesSentence({ ...variant, set })).toBe(
      'Changed: deployment/web.replicas = 0, traffic[0].retries = {"attempts":2}',
    );
  });
});
