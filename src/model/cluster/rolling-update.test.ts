import { describe, expect, it } from 'vitest';
import {
  allowedUnavailable,
  cleanedUp,
  minAvailable,
  newReplicaSetSize,
  oldReplicaSetSizes,
  reconciledSize,
  resolveFenceposts,
  scaledDown,
} from './rolling-update.ts';

const percent = (value: number) => ({ percent: value });

describe('resolveFenceposts', () => {
  // Upstream TestResolveFenceposts, and the worked values of 25 % / 25 %.
  it.each([
    [0, percent(39), 10, 0, 3],
    [percent(39), 0, 10, 4, 0],
    [percent(0), percent(0), 0, 0, 1],
    [percent(25), percent(25), 1, 1, 0],
    [percent(25), percent(25), 3, 1, 0],
    [percent(25), percent(25), 4, 1, 1],
    [percent(25), percent(25), 5, 2, 1],
    [percent(25), percent(25), 10, 3, 2],
    [0, percent(1), 10, 0, 1],
  ])(
    'surge %o, unavailable %o of %i: %i and %i',
    (surge, unavailable, desired, expectedSurge, expectedOut) => {
      expect(resolveFenceposts(surge, unavailable, desired)).toEqual({
        maxSurge: expectedSurge,
        maxUnavailable: expectedOut,
      });
    },
  );

  it('does not cap, but a rollout never counts on more unavailable pods than there are', () => {
    expect(allowedUnavailable({ maxSurge: 0, maxUnavailable: 10 }, 4)).toBe(4);
  });
});

describe('newReplicaSetSize', () => {
  // Upstream TestNewRSNewReplicas.
  it.each([
    [1, 1, 5, 5, 5],
    [6, 10, 5, 2, 6],
    [3, null, 5, 1, 3],
  ])('desired %i, surge %s, total %i, now %i: %i', (desired, surge, total, current, expected) => {
    expect(newReplicaSetSize(desired, surge, total, current)).toBe(expected);
  });
});

describe('reconciledSize', () => {
  it.each([
    ['grows as a new one would', 10, 2, 5, 0, 7],
    ['shrinks at once', 10, 2, 13, 11, 10],
    ['stays at its size', 10, 2, 10, 10, 10],
  ])('%s', (_, desired, surge, total, current, expected) => {
    expect(reconciledSize(desired, surge, total, current)).toBe(expected);
  });
});

describe('minAvailable', () => {
  it('is what maxUnavailable leaves, never fewer than none', () => {
    expect(minAvailable({ maxSurge: 1, maxUnavailable: 3 }, 10)).toBe(7);
    expect(minAvailable({ maxSurge: 1, maxUnavailable: 30 }, 10)).toBe(0);
  });

  it('is none with Recreate, which counts none as unavailable either', () => {
    expect(minAvailable(null, 10)).toBe(0);
    expect(allowedUnavailable(null, 10)).toBe(0);
  });
});

describe('cleanedUp and scaledDown', () => {
  it('spend their budget on the oldest first', () => {
    const old = [
      { replicas: 5, available: 3 },
      { replicas: 4, available: 1 },
      { replicas: 2, available: 5 },
    ];
    expect(cleanedUp(old, 3)).toEqual([3, 3, 2]);
    expect(cleanedUp(old, 9)).toEqual([3, 1, 2]);
    expect(scaledDown([5, 4], 6)).toEqual([0, 3]);
    expect(scaledDown([5, 4], -1)).toEqual([5, 4]);
  });
});

describe('oldReplicaSetSizes', () => {
  const size = (replicas: number, available = replicas) => ({ replicas, available });

  // Upstream TestDeploymentController_reconcileOldReplicaSets.
  it.each([
    [0, 0, size(10), size(0), 9],
    [0, 2, size(10, 8), size(0), 8],
    [0, 2, size(8), size(2, 0), 8],
  ])('surge %i, unavailable %i, old %o, new %o: %i', (maxSurge, maxUnavailable, old, fresh, expected) => {
    const limits = resolveFenceposts(maxSurge, maxUnavailable, 10);
    expect(oldReplicaSetSizes([old], fresh, 10, limits)).toEqual([expected]);
  });

  it('takes unhealthy pods first, oldest ReplicaSet first', () => {
    const limits = { maxSurge: 0, maxUnavailable: 3 };
    expect(oldReplicaSetSizes([size(5, 3), size(5, 5)], size(0), 10, limits)).toEqual([2, 5]);
  });

  it('never lets pods of the new ReplicaSet that are not available cost old ones', () => {
    const limits = { maxSurge: 1, maxUnavailable: 0 };
    expect(oldReplicaSetSizes([size(4)], size(1, 0), 4, limits)).toEqual([4]);
    expect(oldReplicaSetSizes([size(4)], size(1, 1), 4, limits)).toEqual([3]);
  });
});
