import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share } from './share.ts';

describe('share', () => {
  it('is the floor of draw · n / 2³², for signed and unsigned draws', () => {
    const draws = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
      fc.constantFrom(0, -1, 2 ** 31, 2 ** 32 - 1, 0xffff, 0x10000),
    );
    const shares = fc.oneof(
      fc.integer({ min: 1, max: 2 ** 32 }),
      fc.integer({ min: 1, max: 70_000 }),
      fc.constantFrom(1, 65_535, 65_536, 65_537),
    );
    fc.assert(
      fc.property(draws, shares, (draw, n) => {
        expect(share(draw, n)).toBe(Number((BigInt(draw >>> 0) * BigInt(n)) >> 32n));
      }),
      { numRuns: 5000 },
    );
  });
});
