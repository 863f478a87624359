import { describe, expect, it } from 'vitest';
import { hasLasted, lookAhead } from './stopping.ts';

describe('lookAhead', () => {
  it('is five, and five per cent beyond a hundred', () => {
    expect([1, 100, 200, 250].map(lookAhead)).toEqual([5, 5, 10, 12]);
  });
});

describe('hasLasted', () => {
  it('asks for the precision after each of the last replications', () => {
    expect(hasLasted(12, (n) => n >= 7)).toBe(true);
    expect(hasLasted(12, (n) => n >= 8)).toBe(false);
    expect(hasLasted(12, (n) => n !== 9)).toBe(false);
  });

  it('looks longer after more replications', () => {
    expect(hasLasted(210, (n) => n >= 200)).toBe(true);
    expect(hasLasted(210, (n) => n >= 202)).toBe(false);
  });

  it('believes nothing of the first replications', () => {
    expect(hasLasted(7, () => true)).toBe(false);
    expect(hasLasted(8, () => true)).toBe(true);
  });
});
