import { describe, expect, it } from 'vitest';
import { binWidth, rebin } from './rebin.ts';

describe('rebin', () => {
  it('keeps the sum', () => {
    expect(rebin([1, 2, 3, 4, 5], 2)).toEqual([3, 7, 5]);
    expect(rebin([1, 2], 1)).toEqual([1, 2]);
  });

  it('makes at most as many bins as allowed', () => {
    expect(binWidth(300, 300)).toBe(1);
    expect(binWidth(301, 300)).toBe(2);
    expect(binWidth(0, 300)).toBe(1);
  });
});
