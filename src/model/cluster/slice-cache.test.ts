import { describe, expect, it } from 'vitest';
import { SliceCache } from './slice-cache.ts';

describe('SliceCache', () => {
  it('lets a sync go on as long as nothing was written, and from when the last write is seen', () => {
    const cache = new SliceCache();
    expect(cache.backoffMs(0)).toBe(0);
    cache.written(50);
    cache.written(40);
    expect(cache.backoffMs(45)).toBe(1000);
    expect(cache.backoffMs(50)).toBe(0);
  });

  it('doubles the time between tries to 1000 s, gives up after 15 of them, and begins anew after a success', () => {
    const cache = new SliceCache();
    cache.written(1);
    const tries = Array.from({ length: 17 }, () => cache.backoffMs(0) / 1000);
    expect(tries).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000, 1000, 1000, Infinity, 1]);
    expect(cache.backoffMs(1)).toBe(0);
    cache.written(2);
    expect(cache.backoffMs(1)).toBe(1000);
  });
});
