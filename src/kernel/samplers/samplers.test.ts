import { describe, expect, it } from 'vitest';
import { kolmogorovSmirnov } from '../../testing/goodness-of-fit.ts';
import { normalCdf } from '../../testing/oracles/normal.ts';
import { RandomStream } from '../random.ts';
import { createSampler } from './index.ts';
import type { SamplerOptions } from './options.ts';

/** One member at one setting, with what theory says of it. */
interface Case {
  readonly options: SamplerOptions;
  readonly mean: number;
  /** Variance; Infinity where there is none. */
  readonly variance: number;
  /** P(X ≤ x) of a continuous member; `null` for a discrete one. */
  readonly cdf: ((x: number) => number) | null;
  /** The same distribution with every value doubled. */
  readonly doubled: SamplerOptions;
}

const gammaCdfShape2 = (x: number) => 1 - Math.exp(-x) * (1 + x);

const CASES: readonly Case[] = [
  {
    options: { type: 'constant', value: 20 },
    mean: 20,
    variance: 0,
    cdf: null,
    doubled: { type: 'constant', value: 40 },
  },
  {
    options: { type: 'exponential', mean: 20 },
    mean: 20,
    variance: 400,
    cdf: (x) => -Math.expm1(-x / 20),
    doubled: { type: 'exponential', mean: 40 },
  },
  {
    options: { type: 'lognormal', mu: 1, sigma: 0.5 },
    mean: Math.exp(1.125),
    variance: Math.expm1(0.25) * Math.exp(2.25),
    cdf: (x) => normalCdf((Math.log(x) - 1) / 0.5),
    doubled: { type: 'lognormal', mu: 1 + Math.LN2, sigma: 0.5 },
  },
  {
    options: { type: 'gamma', shape: 2, scale: 10 },
    mean: 20,
    variance: 200,
    cdf: (x) => gammaCdfShape2(x / 10),
    doubled: { type: 'gamma', shape: 2, scale: 20 },
  },
  {
    // Shape ½ is half a squared normal: P(X ≤ x) = P(|Z| ≤ √2x).
    options: { type: 'gamma', shape: 0.5, scale: 4 },
    mean: 2,
    variance: 8,
    cdf: (x) => 2 * normalCdf(Math.sqrt(x / 2)) - 1,
    doubled: { type: 'gamma', shape: 0.5, scale: 8 },
  },
  {
    options: { type: 'uniform', min: 5, max: 15 },
    mean: 10,
    variance: 100 / 12,
    cdf: (x) => (x - 5) / 10,
    doubled: { type: 'uniform', min: 10, max: 30 },
  },
  {
    options: { type: 'pareto', scale: 10, shape: 5 },
    mean: 12.5,
    variance: (100 * 5) / (16 * 3),
    cdf: (x) => 1 - (10 / x) ** 5,
    doubled: { type: 'pareto', scale: 20, shape: 5 },
  },
  {
    options: { type: 'pareto', scale: 10, shape: 0.9 },
    mean: Infinity,
    variance: Infinity,
    cdf: (x) => 1 - (10 / x) ** 0.9,
    doubled: { type: 'pareto', scale: 20, shape: 0.9 },
  },
  {
    options: { type: 'hyperexponential', probabilities: [0.7, 0.2, 0.1], means: [5, 20, 100] },
    mean: 17.5,
    variance: 2 * (0.7 * 25 + 0.2 * 400 + 0.1 * 10_000) - 17.5 ** 2,
    cdf: (x) => 1 - 0.7 * Math.exp(-x / 5) - 0.2 * Math.exp(-x / 20) - 0.1 * Math.exp(-x / 100),
    doubled: { type: 'hyperexponential', probabilities: [0.7, 0.2, 0.1], means: [10, 40, 200] },
  },
  {
    options: { type: 'empirical', values: [1, 2, 2, 3, 12] },
    mean: 4,
    variance: 82 / 5,
    cdf: null,
    doubled: { type: 'empirical', values: [2, 4, 4, 6, 24] },
  },
];

const stream = (purpose = 1) => new RandomStream([11, 22, 33, 44], 0, purpose);

function sampled(options: SamplerOptions, n: number, source = stream()): Float64Array {
  const sampler = createSampler(options);
  return Float64Array.from({ length: n }, () => sampler.sample(source));
}

describe.each(CASES)('sampler $options', ({ options, mean, variance, doubled }) => {
  it('has the mean of the theory, and its draws have it too', () => {
    const n = 1_000_000;
    expect(createSampler(options).mean).toBeCloseTo(mean, 10);
    const draws = sampled(options, n);
    expect(draws.every((value) => value >= 0)).toBe(true);
    if (variance === Infinity) return;
    const observed = draws.reduce((sum, value) => sum + value) / n;
    // 4 standard errors; a constant has none and must be exact.
    expect(Math.abs(observed - mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / n));
  });

  it('depends on its stream alone', () => {
    expect(sampled(options, 1000)).toEqual(sampled(options, 1000));
    const shared = createSampler(options);
    const [a, b] = [stream(), stream()];
    const alternating = Array.from({ length: 1000 }, () => [shared.sample(a), shared.sample(b)] as const);
    expect(alternating.every(([x, y]) => x === y)).toBe(true);
  });

  it('doubles every draw when its scale is doubled', () => {
    const twice = sampled(doubled, 1000);
    sampled(options, 1000).forEach((value, i) => expect(twice[i]).toBeCloseTo(2 * value, 9));
  });

  it('keeps nothing of what it has drawn', () => {
    const sampler = createSampler(options);
    const before = JSON.stringify(sampler);
    const source = stream();
    for (let i = 0; i < 10_000; i++) sampler.sample(source);
    expect(JSON.stringify(sampler)).toBe(before);
  });
});

describe.each(CASES.filter(({ cdf }) => cdf !== null))('continuous sampler $options', ({ options, cdf }) => {
  it('follows its distribution function', () => {
    const draws = sampled(options, 100_000, stream(2));
    expect(kolmogorovSmirnov(draws, cdf!)).toBeLessThan(1.95); // level 0.001
  });
});

describe('createSampler', () => {
  it('gives a constant that takes nothing from the stream', () => {
    const source = stream();
    createSampler({ type: 'constant', value: 3 }).sample(source);
    expect(source.uint32()).toBe(stream().uint32());
  });

  it('draws an empirical value as often as it is listed', () => {
    const draws = sampled({ type: 'empirical', values: [1, 2, 2, 3] }, 40_000);
    const twos = draws.filter((value) => value === 2).length;
    expect(Math.abs(twos - 20_000)).toBeLessThan(4 * Math.sqrt(40_000 / 4));
  });

  it.each<SamplerOptions>([
    { type: 'constant', value: -1 },
    { type: 'exponential', mean: NaN },
    { type: 'lognormal', mu: 0, sigma: -1 },
    { type: 'gamma', shape: 0, scale: 1 },
    { type: 'uniform', min: 2, max: 1 },
    { type: 'pareto', scale: 1, shape: 0 },
    { type: 'hyperexponential', probabilities: [0.5, 0.4], means: [1, 2] },
    { type: 'hyperexponential', probabilities: [1], means: [1, 2] },
    { type: 'empirical', values: [] },
  ])('refuses $type out of its range', (options) => {
    expect(() => createSampler(options)).toThrow(/finite|0 ≤ min|sum to 1|branch|values/);
  });
});
