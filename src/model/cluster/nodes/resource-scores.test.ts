import { describe, expect, it } from 'vitest';
import { balancedAllocation, leastAllocated } from './resource-scores.ts';

describe('leastAllocated', () => {
  it.each([
    // cpu, of, memory, of: what is free, in whole percent, then the mean in whole percent.
    [0, 4000, 0, 10_000, 100],
    [3000, 4000, 5000, 10_000, 37],
    [3000, 6000, 5000, 10_000, 50],
    [4000, 4000, 10_000, 10_000, 0],
    [4001, 4000, 5000, 10_000, 25],
    [200, 4000, 2 * 200 * 2 ** 20, 16 * 2 ** 30, 96],
    [300, 4000, 3 * 200 * 2 ** 20, 16 * 2 ** 30, 94],
    [100, 0, 5000, 10_000, 50],
    [100, 0, 5000, 0, 0],
  ])('of %d/%d and %d/%d is %d', (cpu, cpus, memory, bytes, score) => {
    expect(leastAllocated(cpu, cpus, memory, bytes)).toBe(score);
  });
});

describe('balancedAllocation', () => {
  it.each([
    [3000, 4000, 5000, 10_000, 87],
    [3000, 6000, 5000, 10_000, 100],
    [6000, 4000, 0, 10_000, 50],
    [6000, 4000, 20_000, 10_000, 100],
    [3000, 0, 5000, 10_000, 100],
  ])('of %d/%d and %d/%d is %d', (cpu, cpus, memory, bytes, score) => {
    expect(balancedAllocation(cpu, cpus, memory, bytes)).toBe(score);
  });
});
