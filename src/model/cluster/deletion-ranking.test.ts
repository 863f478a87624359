import { describe, expect, it } from 'vitest';
import { compareForDeletion, type RankedPod } from './deletion-ranking.ts';

const pod = (changes: Partial<RankedPod>): RankedPod => ({
  assigned: true,
  phase: 'Running',
  ready: true,
  deletionCost: 0,
  rank: 1,
  readyForMs: 60_000,
  restarts: 0,
  ageMs: 90_000,
  uid: 'a',
  ...changes,
});

describe('compareForDeletion', () => {
  // Each pod goes before the next one, for the reason given (upstream TestSortingActivePodsWithRanks).
  it.each([
    ['unassigned', pod({ assigned: false }), pod({ phase: 'Pending', ready: false })],
    ['pending', pod({ phase: 'Pending', ready: false }), pod({ phase: 'Unknown', ready: false })],
    ['not ready', pod({ ready: false }), pod({})],
    ['cheaper, though less crowded', pod({ deletionCost: -1, rank: 1 }), pod({ rank: 9 })],
    ['on a more crowded node', pod({ rank: 2 }), pod({ readyForMs: 1 })],
    ['ready for a shorter time', pod({ readyForMs: 1000 }), pod({ restarts: 9 })],
    ['restarted more often', pod({ restarts: 2 }), pod({ restarts: 1, ageMs: 1 })],
    ['created more recently', pod({ ageMs: 1000 }), pod({})],
    ['ready since an unknown time', pod({ readyForMs: null }), pod({ readyForMs: 0.5 })],
  ])('%s goes first', (_, first, second) => {
    expect(compareForDeletion(first, second)).toBeLessThan(0);
    expect(compareForDeletion(second, first)).toBeGreaterThan(0);
  });

  it('sees ages only by their logarithm; then the UID decides', () => {
    const older = pod({ readyForMs: 60_001, uid: 'a' });
    const younger = pod({ readyForMs: 60_000, uid: 'b' });
    expect(compareForDeletion(older, younger)).toBeLessThan(0);
  });
});
