import { describe, expect, it } from 'vitest';
import { proportionalSizes, replicaSetFraction, resizedSets } from './proportional-scale.ts';

const set = (replicas: number, age: number, maxReplicas: number | null, available = replicas) => ({
  replicas,
  age,
  maxReplicas,
  desiredReplicas: maxReplicas,
  available,
});
const to = (desired: number, maxSurge = 0, statusReplicas = 0) => ({ desired, maxSurge, statusReplicas });

describe('proportionalSizes', () => {
  // Rows of upstream TestScale; the expected sizes are Kubernetes' own.
  it.each([
    ['5 → 10', [set(3, 1, 5), set(2, 2, 5)], to(10), [6, 4]],
    ['5 → 3', [set(3, 1, 5), set(2, 2, 5)], to(3), [2, 1]],
    ['nothing to do', [set(3, 1, 5), set(2, 2, 5)], to(5), [3, 2]],
    ['to zero, whatever the surge', [set(3, 1, 5), set(2, 2, 5)], to(0, 2), [0, 0]],
    ['the leftover to the newest of equals when growing', [set(1, 1, 3), set(1, 2, 3)], to(3), [1, 2]],
    ['size and surge at once', [set(8, 1, 13), set(5, 2, 13)], to(50, 6), [34, 22]],
    ['a set that has more than its share gives some back', [set(4, 1, 16), set(2, 2, 4)], to(7), [3, 4]],
  ])('%s', (_, sets, scaling, expected) => {
    expect(proportionalSizes(sets, scaling)).toEqual(expected);
  });

  it('adds up to what is allowed, whatever is rounded', () => {
    for (let allowed = 0; allowed < 60; allowed++) {
      const sizes = proportionalSizes([set(7, 1, 21), set(7, 2, 21), set(7, 3, 21)], to(allowed));
      expect(sizes.reduce((a, b) => a + b)).toBe(allowed);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('replicaSetFraction', () => {
  it.each([
    ['all of it when the Deployment goes to zero', set(10, 1, null), to(0, 3), -10],
    ['its share of what is allowed', set(6, 1, 12), to(10), -1],
    ['of status.replicas where the annotation is missing', set(50, 1, 0), to(120, 0, 100), 10],
    ['none where both are', set(5, 1, null), to(10), 0],
  ])('%s', (_, given, scaling, expected) => {
    expect(replicaSetFraction(given, scaling)).toBe(expected);
  });
});

describe('resizedSets', () => {
  it('gives the whole change to the only active set', () => {
    const [old, fresh] = [set(0, 1, 3), set(3, 2, 3)];
    expect(resizedSets([old, fresh], fresh, to(7))).toEqual([[fresh, 7]]);
    expect(resizedSets([set(4, 1, 4), set(0, 2, 4)], undefined, to(7))).toMatchObject([[{ age: 1 }, 7]]);
  });

  it('without an active one, to the new set, else to the newest', () => {
    const [old, older, fresh] = [set(0, 2, 3), set(0, 1, 3), set(0, 3, 3)];
    expect(resizedSets([old, older, fresh], fresh, to(7))).toEqual([[fresh, 7]]);
    expect(resizedSets([older, old], undefined, to(7))).toEqual([[old, 7]]);
  });

  it('empties old sets when the new one has all, and only then', () => {
    const [old, fresh] = [set(2, 1, 7), set(7, 2, 7)];
    expect(resizedSets([old, fresh], fresh, to(7))).toEqual([[old, 0]]);
    const waiting = set(7, 2, 7, 6);
    expect(resizedSets([old, waiting], waiting, to(9))).toEqual([
      [old, 2],
      [waiting, 7],
    ]);
  });

  it('names sets whose size stays as well', () => {
    const [old, fresh] = [set(3, 1, 5), set(2, 2, 5)];
    expect(resizedSets([old, fresh], fresh, to(5))).toEqual([
      [old, 3],
      [fresh, 2],
    ]);
  });
});
