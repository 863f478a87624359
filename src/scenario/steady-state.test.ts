import { describe, expect, it } from 'vitest';
import { mmck } from '../testing/oracles/mmck.ts';
import { steadyState } from './steady-state.ts';

describe('steadyState', () => {
  it.each([
    [0.7, 1, 1, 0],
    [0.9, 1, 1, 20],
    [1.2, 1, 1, 5],
    [3.6, 1, 4, 64],
    [40, 0.02, 4, 0],
    [500, 1, 200, 2000],
    [5000, 1, 200, 2000],
  ])('agrees with the oracle at λ = %d, 1/μ = %d, c = %d, queue = %d', (rate, meanService, slots, queue) => {
    const expected = mmck({
      arrivalRate: rate,
      serviceRate: 1 / meanService,
      servers: slots,
      capacity: slots + queue,
    });
    const state = steadyState(rate, meanService, slots, queue);
    expect(state.blocking).toBeCloseTo(expected.blocking, 9);
    expect(state.utilization).toBeCloseTo(expected.utilization, 9);
    expect(state.meanSojourn / expected.meanSojourn).toBeCloseTo(1, 8);
    expect(state.offeredLoad).toBeCloseTo((rate * meanService) / slots, 12);
  });

  it('gives the Erlang C probability of waiting without a limit', () => {
    // M/M/2 at ρ = 0.5: C(2, 1) = 1/3, mean wait 1/3.
    const state = steadyState(1, 1, 2, 500);
    expect(state.waiting).toBeCloseTo(1 / 3, 10);
    expect(state.meanWait).toBeCloseTo(1 / 3, 10);
  });

  it('gives the Erlang B probability of loss without a queue', () => {
    // B(2, 1) = 1/5.
    const { blocking, waiting, meanWait } = steadyState(1, 1, 2, 0);
    expect({ blocking: blocking.toFixed(12), waiting, meanWait }).toEqual({
      blocking: '0.200000000000',
      waiting: 0,
      meanWait: 0,
    });
  });
});
