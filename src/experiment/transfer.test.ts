import { describe, expect, it } from 'vitest';
import { transferables } from './transfer.ts';

describe('transferables', () => {
  it('finds every buffer of a nested message once', () => {
    const counts = new Float64Array(4);
    const message = {
      a: { counts, again: counts.subarray(1) },
      list: [{ pages: new Int32Array(2) }],
      name: 'x',
      none: null,
    };
    expect(transferables(message)).toEqual([counts.buffer, message.list[0]?.pages.buffer]);
  });

  it('leaves shared memory alone', () => {
    expect(transferables(new Int32Array(new SharedArrayBuffer(8)))).toEqual([]);
  });
});
