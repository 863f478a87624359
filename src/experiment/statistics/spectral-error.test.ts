import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { rootStreamKey } from '../seeds.ts';
import { SPECTRAL_BATCHES, spectralError } from './spectral-error.ts';

const ONES = Array.from({ length: SPECTRAL_BATCHES }, () => 1);

/** Mean of the squared errors of runs of an autoregression with the coefficient `phi` and noise of variance 1. */
function meanSquare(phi: number): number {
  const runs = 400;
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const noise = new Float64Array(2 * SPECTRAL_BATCHES);
    new RandomStream(rootStreamKey('autoregression'), run, 1).fillExponential(noise, 1);
    let last = 0;
    const path = Array.from(noise, (value) => (last = phi * last + value - 1));
    sum += spectralError(path.slice(SPECTRAL_BATCHES), ONES) ** 2 / runs;
  }
  return sum;
}

describe('spectralError', () => {
  it('is that of independent batches', () => {
    expect(meanSquare(0) * SPECTRAL_BATCHES).toBeGreaterThan(0.85);
    expect(meanSquare(0) * SPECTRAL_BATCHES).toBeLessThan(1.15);
  });

  it('takes in that batches depend on each other', () => {
    // The power at zero is 1 / (1 − φ)² = 4; independent batches would say 1 / (1 − φ²) = 4/3. The parabola through
    // the exact −ln(1 − 2φ cos ω + φ²), which is round at zero, goes up to 5.18 there: it errs towards safety.
    // With 7 degrees of freedom a mean of 400 has a standard error of √(2/7/400) = 2.7 %; four of them are allowed.
    expect(meanSquare(0.5) * SPECTRAL_BATCHES).toBeGreaterThan(5.18 * 0.89);
    expect(meanSquare(0.5) * SPECTRAL_BATCHES).toBeLessThan(5.18 * 1.11);
  });

  it('is the flat spectrum of an impulse, by hand', () => {
    // Each power is that of the residuals 0.99 and 99 times −0.01, 1 / n: the parabola is flat. 0.27 = −E ln.
    const impulse = ONES.map((_, b) => (b === 40 ? 1 : 0));
    const flat = Math.sqrt((0.882 * Math.exp(0.27)) / 100);
    expect(spectralError(impulse, ONES)).toBeCloseTo(flat / 10, 10);
  });

  it('weighs batches by their size, and is 0 without any spread', () => {
    const sizes = ONES.map((_, b) => 1 + (b % 4));
    expect(
      spectralError(
        sizes.map((size) => 8 * size),
        sizes,
      ),
    ).toBe(0);
  });
});
