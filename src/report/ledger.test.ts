import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { lossesByCause, lossesByPhase, lossesByPod } from './ledger.ts';

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
      kinds: ['refused'],
      share: 0.62,
    });
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
});
