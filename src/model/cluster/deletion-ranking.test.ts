import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareForDeletion, firstToDelete, whyFirst, type RankedPod } from './deletion-ranking.ts';

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
    expect(compareForDeletion(older, { ...younger, uid: 'a' })).toBe(0);
  });

  it('sees them as they are if asked to', () => {
    const older = pod({ readyForMs: 60_001, uid: 'a' });
    const younger = pod({ readyForMs: 60_000, uid: 'b' });
    expect(compareForDeletion(older, younger, 'exact')).toBeGreaterThan(0);
  });
});

describe('whyFirst', () => {
  it.each([
    ['it has no node yet', pod({ assigned: false }), pod({ phase: 'Pending', ready: false })],
    ['it is Pending', pod({ phase: 'Pending', ready: false }), pod({ phase: 'Unknown', ready: false })],
    ['it is not ready', pod({ ready: false }), pod({})],
    ['its deletion cost is lower', pod({ deletionCost: -1 }), pod({ rank: 9 })],
    ['2 of them are on its node', pod({ rank: 2 }), pod({ readyForMs: 1 })],
    ['it became ready last', pod({ readyForMs: 1000 }), pod({ restarts: 9 })],
    ['it became ready last', pod({ readyForMs: null }), pod({ readyForMs: 0.5 })],
    ['others are about as old, and its UID is smaller', pod({ readyForMs: 60_001 }), pod({ uid: 'b' })],
    ['it was restarted more often', pod({ restarts: 2 }), pod({ restarts: 1, ageMs: 1 })],
    ['it is the youngest', pod({ ageMs: 1000 }), pod({})],
    ['all are as old as it', pod({}), pod({})],
  ])('says that %s', (words, first, second) => {
    expect(whyFirst(first, second)).toBe(words);
  });
});

describe('firstToDelete', () => {
  const ranks = fc.array(
    fc.record({
      ready: fc.boolean(),
      rank: fc.integer({ min: 1, max: 3 }),
      readyForMs: fc.constantFrom(Infinity, 1, 1000),
      restarts: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('gives what comes first when all are sorted, equals in the order given', () => {
    fc.assert(
      fc.property(ranks, fc.integer({ min: 1, max: 30 }), (list, count) => {
        const pods = list.map(pod);
        const expected = pods.toSorted((a, b) => compareForDeletion(a, b)).slice(0, count);
        const chosen = firstToDelete(pods, count, (item) => item);
        expect(chosen.map((item) => pods.indexOf(item))).toEqual(expected.map((item) => pods.indexOf(item)));
      }),
      { seed: 20_261_123 },
    );
  });
});
