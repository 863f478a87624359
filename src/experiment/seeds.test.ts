import { describe, expect, it } from 'vitest';
import { replicationSeed, rootStreamKey } from './seeds.ts';

describe('rootStreamKey', () => {
  it('tells apart the seeds that plain seedrandom confuses', () => {
    const seeds = ['1', '11', '111', '42', '4242', 'a', 'aa', '', '0', '00', 'Ā', '\u0001'];
    const keys = new Set(seeds.map((seed) => rootStreamKey(seed).join()));
    expect(keys.size).toBe(seeds.length);
  });

  it('gives the same four int32 words every time', () => {
    const key = rootStreamKey('rolling-restart');
    expect(rootStreamKey('rolling-restart')).toEqual(key);
    expect(key).toHaveLength(4);
    expect(key.every((word) => word === (word | 0))).toBe(true);
  });

  it('is pinned, because every stored result depends on it', () => {
    expect(rootStreamKey('42')).toMatchInlineSnapshot(`
      [
        7018809,
        -1512858859,
        -272911932,
        929274024,
      ]
    `);
  });
});

describe('replicationSeed', () => {
  it('names seed and index', () => {
    expect(replicationSeed('42', 3)).toBe('42#3');
  });
});
