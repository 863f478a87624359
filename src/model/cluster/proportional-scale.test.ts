import { describe, expect, it } from 'vitest';
import { proportionalSizes } from './proportional-scale.ts';

describe('proportionalSizes', () => {
  const set = (replicas: number, age: number, maxReplicas: number) => ({ replicas, age, maxReplicas });

  // Rows of upstream TestScale; the expected sizes are Kubernetes' own.
  it.each([
    ['5 → 10', [set(3, 1, 5), set(2, 2, 5)], 10, [6, 4]],
    ['5 → 3', [set(3, 1, 5), set(2, 2, 5)], 3, [2, 1]],
    ['nothing to do', [set(3, 1, 5), set(2, 2, 5)], 5, [3, 2]],
    ['to zero', [set(3, 1, 5), set(2, 2, 5)], 0, [0, 0]],
  ])('%s', (_, sets, allowed, expected) => {
    expect(proportionalSizes(sets, allowed)).toEqual(expected);
  });

  it('adds up to what is allowed, whatever is rounded', () => {
    for (let allowed = 0; allowed < 60; allowed++) {
      const sizes = proportionalSizes([set(7, 1, 21), set(7, 2, 21), set(7, 3, 21)], allowed);
      expect(sizes.reduce((a, b) => a + b)).toBe(allowed);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0);
    }
  });
});
