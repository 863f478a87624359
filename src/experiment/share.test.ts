import { describe, expect, it } from 'vitest';
import { shared } from './share.ts';

describe('shared', () => {
  it('copies plain data, with every typed array in shared memory', () => {
    const counts = Float64Array.of(1, 2, 3, 4);
    const message = {
      a: { counts, middle: counts.subarray(1, 3) },
      list: [{ pages: Int32Array.of(-1, 7) }, { chunk: Uint32Array.of(9) }],
      name: 'x',
      none: null,
    };
    const copy = shared(message);
    expect(copy).toEqual(message);
    for (const array of [copy.a.counts, copy.a.middle, copy.list[0]!.pages!, copy.list[1]!.chunk!]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    expect(counts.buffer.byteLength).toBe(32);
  });
});
