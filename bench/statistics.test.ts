import { describe, expect, it } from 'vitest';
import { RandomStream } from '../src/kernel/random.ts';
import { allocatedBytes } from './allocation.ts';
import { centre, pairedRatio, unpairedRatio } from './statistics.ts';
import type { Ratio } from './statistics.ts';

describe('a ratio of two runs', () => {
  it('is that of the geometric means, and turned over with the runs', () => {
    const [a, b] = [
      [2, 8],
      [1, 1],
    ];
    const ratio = unpairedRatio(a, b);
    expect(ratio.value).toBeCloseTo(4, 12);
    // Welch with one degree of freedom: t = 12.706, standard error of the logarithms ln 2.
    expect(ratio.high).toBeCloseTo(4 * 2 ** 12.7062, 0);
    const turned = unpairedRatio(b, a);
    expect(turned.value * ratio.value).toBeCloseTo(1, 12);
    expect(turned.low! * ratio.high!).toBeCloseTo(1, 9);
  });

  it('has no interval from one block each', () => {
    expect(unpairedRatio([3], [2])).toEqual({ value: expect.closeTo(1.5) as number, low: null, high: null });
    expect(centre([3]).low).toBeNull();
  });

  it.each([3, 7])('of the same code holds 1 in 95 of 100 cases, with %i blocks', (count) => {
    const stream = new RandomStream([1, 2, 3, 4], 0, count);
    const blocks = (noise: number) => Array.from({ length: count }, () => Math.exp(noise * stream.normal()));
    const trials = 4000;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      if (holds(unpairedRatio(blocks(0.05), blocks(0.1)), 1)) held++;
    }
    // Welch's degrees are an approximation, a little too wide for few blocks.
    expect(held / trials).toBeGreaterThan(0.94);
    expect(held / trials).toBeLessThan(0.985);
  });
});

describe('a ratio within one run', () => {
  it('is the median of the rounds, and does not see what slows a whole round', () => {
    const b = [1, 10, 100];
    const ratio = pairedRatio([2, 20, 200], b);
    expect(ratio.value).toBe(2);
    expect(ratio.high! - ratio.low!).toBeLessThan(1e-9);
    expect(holds(unpairedRatio([2, 20, 200], b), 1)).toBe(true);
  });
});

function holds({ low, high }: Ratio, value: number): boolean {
  return low! <= value && value <= high!;
}

describe('allocated bytes', () => {
  it('grow with what is allocated, whether it was collected or not', async () => {
    let last: object = {};
    const allocate = (count: number) => () => {
      for (let i = 0; i < count; i++) last = { i, last: null };
    };
    const few = await allocatedBytes(allocate(200_000));
    const many = await allocatedBytes(allocate(2_000_000));
    expect(last).toEqual({ i: 1_999_999, last: null });
    // An object of two fields: between two words and eight.
    expect(many / 2_000_000).toBeGreaterThan(16);
    expect(many / 2_000_000).toBeLessThan(64);
    expect(many / few).toBeGreaterThan(8);
    expect(many / few).toBeLessThan(12);
  });
});
