import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { compareVariants } from './compare.ts';
import type { ComparedVariant } from './compare.ts';
import { paretoFront } from './pareto.ts';
import type { ComparisonResult, ReplicationResult } from './result.ts';

const WINDOW_MS = 60_000;
const [SAMPLE] = sampleResult({ replications: 1, losses: false }).variants[0]!.replications;

type Changes = Partial<{ p99: number | null; failed: number; durationMs: number | null; podSeconds: number }>;

/** A replication with these figures; all else is the same in all. */
function replication(index: number, changes: Changes): ReplicationResult {
  const sample = SAMPLE!;
  const { p99 = 100, failed = 0, durationMs = 1000, podSeconds = 7 } = changes;
  return {
    ...sample,
    index,
    requests: 1000,
    errors: failed === 0 ? {} : { refused: failed },
    latencyMs: { ...sample.latencyMs, p99 },
    rollout: { ...sample.rollout!, durationMs },
    podSeconds,
  };
}

function variant(name: string, runs: readonly Changes[]): ComparedVariant {
  return { name, replications: runs.map((changes, index) => replication(index, changes)) };
}

function found(comparisons: readonly ComparisonResult[], name: string, metric: string): ComparisonResult {
  return comparisons.find((each) => each.variant === name && each.metric === metric)!;
}

// Noise that both variants share, as with common random numbers.
const SHARED = [100, 140, 90, 180, 120];

describe('compareVariants', () => {
  const base = variant(
    'base',
    SHARED.map((p99) => ({ p99 })),
  );

  it('pairs the replications: a difference far below their spread is found', () => {
    const gains = [2, 2.2, 1.9, 2.1, 1.8];
    const faster = variant(
      'faster',
      SHARED.map((p99, r) => ({ p99: p99 - gains[r]! })),
    );
    const { difference, relative, p, verdict } = found(
      compareVariants([base, faster], WINDOW_MS),
      'faster',
      'latencyMs.p99',
    );
    // Differences of mean −2 with s = √0.025: t(0.975; 4) · s / √5 by hand.
    const half = (2.7764451052 * Math.sqrt(0.025)) / Math.sqrt(5);
    expect(difference.mean).toBeCloseTo(-2, 12);
    expect(difference.ci95![0]).toBeCloseTo(-2 - half, 9);
    expect(difference.ci95![1]).toBeCloseTo(-2 + half, 9);
    expect(relative).toBeCloseTo(-2 / 126, 12);
    expect(p).toBeLessThan(1e-4);
    expect(verdict).toBe('better');
  });

  it('says nothing of equals: differences of exactly zero', () => {
    for (const each of compareVariants([base, { ...base, name: 'same' }], WINDOW_MS)) {
      expect(each).toMatchObject({ difference: { mean: 0 }, p: 1, pAdjusted: 1, verdict: '~' });
    }
  });

  it('turns the direction for what should be high', () => {
    const slower = base.replications.map((r, i) => ({ ...r, completions: r.completions - 50 - i }));
    const comparisons = compareVariants([base, { name: 'less', replications: slower }], WINDOW_MS);
    expect(found(comparisons, 'less', 'throughputPerSecond').verdict).toBe('worse');
  });

  it('adjusts p-values for the number of variants', () => {
    // Differences 1, 2, 3, 4, 5: t = 3 / (√2.5 / √5) = 4.243, p = 0.0132; times five it is no evidence.
    const doubtful = SHARED.map((p99, r) => ({ p99: p99 + r + 1 }));
    const names = ['a', 'b', 'c', 'd', 'e'];
    const alone = compareVariants([base, variant('a', doubtful)], WINDOW_MS);
    const among = compareVariants([base, ...names.map((name) => variant(name, doubtful))], WINDOW_MS);
    expect(found(alone, 'a', 'latencyMs.p99').p).toBeCloseTo(0.0132, 3);
    expect(found(alone, 'a', 'latencyMs.p99').verdict).toBe('worse');
    expect(found(among, 'a', 'latencyMs.p99').pAdjusted).toBeCloseTo(5 * 0.0132, 2);
    expect(found(among, 'a', 'latencyMs.p99').verdict).toBe('~');
  });

  it('pairs by index, whatever an interrupted run has left', () => {
    const replications = base.replications.slice(1, 4);
    const comparisons = compareVariants([base, { name: 'part', replications }], WINDOW_MS);
    expect(found(comparisons, 'part', 'latencyMs.p99').difference).toEqual({ mean: 0, ci95: [0, 0], n: 3 });
  });

  it('has no interval and no verdict from one pair', () => {
    const one = { ...base, replications: base.replications.slice(0, 1) };
    const other = variant('other', [{ p99: 1 }]);
    const comparison = found(compareVariants([one, other], WINDOW_MS), 'other', 'latencyMs.p99');
    expect(comparison).toMatchObject({ difference: { ci95: null }, p: null, pAdjusted: null, verdict: '~' });
  });

  it('holds a difference that is the same in all pairs against a coin, not against no spread', () => {
    const three = compareVariants(
      [
        variant('b', [{}, {}, {}]),
        variant(
          'x',
          [1, 2, 3].map(() => ({ p99: 99 })),
        ),
      ],
      1,
    );
    expect(found(three, 'x', 'latencyMs.p99')).toMatchObject({ p: 0.25, verdict: '~' });
  });

  it('does not compare durations of rollouts that did not all end', () => {
    const open = variant('open', [{ durationMs: null }, {}, {}, {}, {}]);
    expect(found(compareVariants([base, open], WINDOW_MS), 'open', 'rollout.durationMs')).toMatchObject({
      difference: { mean: null, ci95: null, n: 0 },
      verdict: '~',
    });
  });

  it('leaves out what was observed nowhere', () => {
    const without = { ...base, replications: base.replications.map((r) => ({ ...r, rollout: null })) };
    const comparisons = compareVariants([without, { ...without, name: 'b' }], WINDOW_MS);
    expect(comparisons.map(({ metric }) => metric)).not.toContain('rollout.durationMs');
    expect(comparisons.map(({ metric }) => metric)).toContain('podSeconds');
  });
});

describe('the difference of rare events', () => {
  const none = variant(
    'none',
    Array.from({ length: 5 }, () => ({})),
  );

  it('has an interval even where nothing was lost', () => {
    const [low, high] = found(
      compareVariants([none, { ...none, name: 'none too' }], WINDOW_MS),
      'none too',
      'failed',
    ).difference.ci95!;
    // Each side is below 3.689 / 5 per run (Garwood).
    expect(high).toBeCloseTo(3.688879 / 5, 5);
    expect(low).toBeCloseTo(-high, 12);
  });

  it('is tested exactly, by events and by runs', () => {
    const spread = variant(
      'spread',
      [2, 1, 3, 2, 2].map((failed) => ({ failed })),
    );
    const burst = variant(
      'burst',
      [10, 0, 0, 0, 0].map((failed) => ({ failed })),
    );
    const comparisons = compareVariants([none, spread, burst], WINDOW_MS);
    // Ten heads of ten: 2 / 1024; five runs of five: 2 / 32, the larger one. A burst is one run of one: 1.
    expect(found(comparisons, 'spread', 'failed').p).toBeCloseTo(2 / 32, 12);
    expect(found(comparisons, 'burst', 'failed').p).toBe(1);
    expect(found(comparisons, 'burst', 'errorRate').difference.mean).toBeCloseTo(10 / 5000, 12);
  });

  it('is a t interval as soon as there are events enough', () => {
    const many = variant(
      'many',
      [20, 22, 19, 21, 18].map((failed) => ({ failed })),
    );
    const { difference, verdict } = found(compareVariants([none, many], WINDOW_MS), 'many', 'failed');
    expect(difference.ci95![0]).toBeCloseTo(20 - (2.7764451052 * Math.sqrt(2.5)) / Math.sqrt(5), 8);
    expect(verdict).toBe('worse');
  });
});

describe('paretoFront', () => {
  const variants = [
    variant('slow and cheap', [{ p99: 200, podSeconds: 5 }]),
    variant('fast and dear', [{ p99: 100, podSeconds: 9 }]),
    variant('beaten', [{ p99: 200, podSeconds: 9 }]),
    variant('never ready', [{ p99: 100, podSeconds: 9, durationMs: null }]),
  ];

  it('keeps what nobody beats', () => {
    expect(paretoFront(variants, ['latencyMs.p99', 'podSeconds', 'rollout.durationMs'], 1)).toEqual({
      metrics: ['latencyMs.p99', 'rollout.durationMs', 'podSeconds'],
      front: ['slow and cheap', 'fast and dear'],
    });
  });

  it('keeps equals, and leaves out metrics that nobody has', () => {
    const noRollouts = variants.map(({ name, replications }) => ({
      name,
      replications: replications.map((r) => ({ ...r, rollout: null, podSeconds: 1 })),
    }));
    const { metrics, front } = paretoFront(noRollouts, ['podSeconds', 'rollout.durationMs'], 1);
    expect(metrics).toEqual(['podSeconds']);
    expect(front.length).toBe(4);
  });
});
