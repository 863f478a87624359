import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { kindsSeen, lossesByCause, lossesByPhase, lossesByPod, lossesBySource, whenLost } from './ledger.ts';

const [variant] = sampleResult().variants;
if (variant === undefined) throw new Error('the sample has a variant');

describe('the ledger', () => {
  it.each([
    ['cause', lossesByCause(variant)],
    ['pod', lossesByPod(variant)],
    ['phase', lossesByPhase(variant)],
  ])('by %s sums to the failed requests of a run', (_, rows) => {
    expect(rows.reduce((sum, row) => sum + row.perRun, 0)).toBeCloseTo(160, 9);
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 9);
  });

  it('begins with the largest cause and what the clients saw of it', () => {
    expect(lossesByCause(variant)[0]).toMatchObject({
      cause: 'stale-endpoint',
      kinds: [['refused', 99.2]],
      share: 0.62,
    });
  });

  it('splits a cause by what the clients saw, per run', () => {
    const entry = { source: 'users', cause: 'overload', pod: null, phase: 'during' } as const;
    const losses = [
      { ...entry, kind: 'refused', count: 320 },
      { ...entry, kind: 'timeout', count: 1110 },
    ] as const;
    const seen = (entries: typeof variant.losses) =>
      lossesByCause({ ...variant, losses: entries }).map((row) => kindsSeen(row).replaceAll('\u00a0', ' '));
    expect(seen(losses)).toEqual(['timeout 111, refused 32']);
    expect(seen(losses.slice(0, 1))).toEqual(['refused']);
  });

  it('is split by source when there are several', () => {
    expect(lossesBySource(variant)).toEqual([]);
    const [first, ...rest] = variant.losses;
    if (first === undefined) throw new Error('the sample has losses');
    const rows = lossesBySource({ ...variant, losses: [{ ...first, source: 'batch' }, ...rest] });
    expect(rows.map((row) => row.source)).toEqual(['users', 'batch']);
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 9);
  });

  it('orders phases by time', () => {
    const entry = { source: 'users', cause: 'overload', kind: 'timeout', pod: null, count: 1 } as const;
    const losses = [
      { ...entry, phase: 'after', count: 9 },
      { ...entry, phase: 'before' },
      { ...entry, phase: 'during', count: 3 },
    ] as const;
    expect(lossesByPhase({ ...variant, losses }).map((row) => row.phase)).toEqual([
      'before',
      'during',
      'after',
    ]);
  });

  it('is empty when nothing was lost', () => {
    const [whole] = sampleResult({ losses: false }).variants;
    expect(whole === undefined ? null : lossesByCause(whole)).toEqual([]);
  });

  it('says between which times of arrival requests were lost, and in which phase', () => {
    const result = sampleResult();
    const { series } = variant;
    const at = (index: number) => ({
      ...variant,
      series: { ...series, errors: series.errors.map((_, i) => (i === index || i === index + 3 ? 1 : 0)) },
    });
    const noRollout = { ...at(120), summary: { ...variant.summary, rollout: null } };
    expect(whenLost(result, noRollout)).toBe('When: between 2:00 and 2:04.');
    expect(whenLost(result, at(120))).toMatch(/^When: between 2:00 and 2:04; during the rollout \d/);
    const byRule = { ...result, scenario: { ...result.scenario, warmup: 'auto' } };
    expect(whenLost(byRule, noRollout)).toBe('');
  });

  it('leaves out what was lost in the warm-up', () => {
    const result = sampleResult();
    const errors = variant.series.errors.map((_, i) => (i === 1 || i === 200 ? 1 : 0));
    const early = { ...variant, series: { ...variant.series, errors } };
    expect(whenLost(result, early)).toContain('between 3:20 and 3:21');
  });
});
