import { describe, expect, it } from 'vitest';
import { meanOf, samplerOf } from './sampler.ts';

describe('samplerOf', () => {
  it('takes a duration as a constant', () => {
    expect(samplerOf('20ms')).toEqual({ type: 'constant', value: 20 });
  });

  it('gives a lognormal the median and 99th percentile it was asked for', () => {
    const sampler = samplerOf({ lognormal: { median: '20ms', p99: '60ms' } });
    if (sampler.type !== 'lognormal') throw new Error(sampler.type);
    expect(Math.exp(sampler.mu)).toBeCloseTo(20, 10);
    // The 99 % quantile of the standard normal is 2.326347874….
    expect(Math.exp(sampler.mu + 2.326347874 * sampler.sigma)).toBeCloseTo(60, 6);
  });

  it('gives a lognormal the mean and variation it was asked for', () => {
    const sampler = samplerOf({ lognormal: { mean: '20ms', cv: 1.5 } });
    if (sampler.type !== 'lognormal') throw new Error(sampler.type);
    expect(meanOf(sampler)).toBeCloseTo(20, 10);
    expect(Math.sqrt(Math.expm1(sampler.sigma ** 2))).toBeCloseTo(1.5, 10);
  });

  it('gives a gamma shape 1/cv²', () => {
    expect(samplerOf({ gamma: { mean: '20ms', cv: 0.5 } })).toEqual({ type: 'gamma', shape: 4, scale: 5 });
  });

  it('balances the means of a hyperexponential', () => {
    const sampler = samplerOf({ hyperexponential: { mean: '20ms', cv: 2 } });
    if (sampler.type !== 'hyperexponential') throw new Error(sampler.type);
    const { probabilities: p, means: m } = sampler;
    expect(p[0]! * m[0]!).toBeCloseTo(p[1]! * m[1]!, 10);
    expect(meanOf(sampler)).toBeCloseTo(20, 10);
    const second = 2 * (p[0]! * m[0]! ** 2 + p[1]! * m[1]! ** 2);
    expect(second / 20 ** 2 - 1).toBeCloseTo(4, 10);
  });

  it.each([
    [{ exponential: { mean: '20ms' } }, 20],
    [{ uniform: { min: '10ms', max: '30ms' } }, 20],
    [{ pareto: { scale: '10ms', shape: 2 } }, 20],
    [{ empirical: { values: ['10ms', '30ms'] } }, 20],
    [
      {
        hyperexponential: {
          branches: [
            { probability: 0.5, mean: '10ms' },
            { probability: 0.5, mean: '30ms' },
          ],
        },
      },
      20,
    ],
  ])('keeps the mean of %j', (distribution, mean) => {
    expect(meanOf(samplerOf(distribution))).toBeCloseTo(mean, 10);
  });
});
