import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, erlangCMeanWait } from './erlang.ts';

describe('erlangB', () => {
  it.each([
    [1, 1, 1 / 2],
    [2, 2, 2 / 5],
    [3, 1, 1 / 16], // (1/3!) / (1 + 1 + 1/2 + 1/6)
  ])('with %d servers at load %d is exact', (servers, load, blocking) => {
    expect(erlangB(servers, load)).toBeCloseTo(blocking, 14);
  });

  // The loads at which tables of Erlang B, printed to three or four figures, give a loss of 1 %.
  it.each([
    [5, 1.361],
    [10, 4.461],
    [20, 12.03],
    [50, 37.9],
    [100, 84.06],
  ])('with %d servers reaches 1 % at load %d, as tabulated', (servers, load) => {
    expect(erlangB(servers, load)).toBeCloseTo(0.01, 4);
  });
});

describe('erlangC', () => {
  it.each([
    [1, 0.7, 0.7], // M/M/1: ρ
    [2, 1, 1 / 3], // M/M/2: 2ρ² / (1 + ρ)
    [2, 1.6, 1.28 / 1.8],
    [3, 3, 1],
  ])('with %d servers at load %d is exact', (servers, load, waiting) => {
    expect(erlangC(servers, load)).toBeCloseTo(waiting, 14);
  });

  it('gives the mean wait of M/M/1 and M/M/2', () => {
    expect(erlangCMeanWait(1, 0.8)).toBeCloseTo(4, 12); // ρ / (1 − ρ)
    expect(erlangCMeanWait(2, 1)).toBeCloseTo(1 / 3, 12); // ρ² / (1 − ρ²)
    expect(erlangCMeanWait(2, 2)).toBe(Infinity);
  });
});
