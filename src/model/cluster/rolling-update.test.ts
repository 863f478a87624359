import { describe, expect, it } from 'vitest';
import {
  allowedUnavailable,
  newReplicaSetSize,
  oldReplicaSetSizes,
  resolveFenceposts,
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
  ])('desired %i, surge %i, total %i, now %i: %i', (desired, surge, total, current, expected) => {
    expect(newReplicaSetSize(desired, surge, total, current)).toBe(expected);
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
