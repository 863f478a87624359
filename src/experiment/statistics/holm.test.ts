import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';

describe('holm', () => {
  it('multiplies the smallest by all tests, the next by one fewer', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
    holm([0.01, 0.04, 0.03, 0.005]).forEach((p, i) =>
      expect(p).toBeCloseTo([0.03, 0.06, 0.06, 0.02][i]!, 12),
    );
  });

  it('leaves a single test alone and stays a probability', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([0.7, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
