import { describe, expect, it } from 'vitest';
import { maxLoadCdf, meanEmptyBins, meanMaxLoad } from './max-load.ts';

/** Every one of bins^balls outcomes. */
function maxima(balls: number, bins: number): number[] {
  return Array.from({ length: bins ** balls }, (_, outcome) => {
    const counts = new Uint8Array(bins);
    for (let left = outcome, ball = 0; ball < balls; ball++, left = Math.floor(left / bins))
      counts[left % bins]!++;
    return Math.max(...counts);
  });
}

describe('the fullest bin', () => {
  it.each([
    [3, 3],
    [7, 3],
    [5, 4],
  ])('of %d balls in %d bins agrees with counting every outcome', (balls, bins) => {
    const all = maxima(balls, bins);
    for (let most = 0; most <= balls; most++) {
      const share = all.filter((max) => max <= most).length / all.length;
      expect(maxLoadCdf(balls, bins, most)).toBeCloseTo(share, 12);
    }
    expect(meanMaxLoad(balls, bins)).toBeCloseTo(all.reduce((sum, max) => sum + max) / all.length, 11);
  });

  it('is 17/9 on average for three in three', () => {
    expect(meanMaxLoad(3, 3)).toBeCloseTo(17 / 9, 13);
  });

  it('of two bins is the folded binomial, for many balls too', () => {
    // E max = n/2 + E|X − n/2|, and E|X − n/2| = n/2 · C(n, n/2) / 2ⁿ for even n (de Moivre, 1730).
    let central = 1;
    for (let k = 1; k <= 100; k++) central *= (2 * k - 1) / (2 * k);
    expect(meanMaxLoad(200, 2)).toBeCloseTo(100 + 100 * central, 9);
  });

  it('is one everywhere in the birthday problem', () => {
    expect(1 - maxLoadCdf(23, 365, 1)).toBeCloseTo(0.5073, 4); // Feller, Introduction to Probability I, §II.3
  });
});

describe('the empty bins', () => {
  it('are as many as counting says', () => {
    expect(meanEmptyBins(3, 3)).toBeCloseTo(8 / 9, 13);
    expect(meanEmptyBins(0, 5)).toBe(5);
  });
});
