/**
 * Distributions in the words of a scenario into the canonical parameters of the samplers, in milliseconds; and their
 * means, which offered load is computed from.
 */
import type { SamplerOptions } from '../../kernel/samplers/options.ts';
import type { Distribution } from '../schema/distribution.ts';
import { durationMs } from './duration.ts';

/** 99 % quantile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

/**
 * Sampler of a distribution that the schema has checked.
 * @throws RangeError for one that was not checked, or names a file that was not read.
 */
export function samplerOf(distribution: Distribution): SamplerOptions {
  if (typeof distribution === 'string') return { type: 'constant', value: durationMs(distribution) };
  if ('exponential' in distribution)
    return { type: 'exponential', mean: durationMs(distribution.exponential.mean) };
  if ('lognormal' in distribution) return lognormalOf(distribution.lognormal);
  if ('gamma' in distribution) {
    const { mean, cv } = distribution.gamma;
    return { type: 'gamma', shape: 1 / cv ** 2, scale: durationMs(mean) * cv ** 2 };
  }
  if ('uniform' in distribution) {
    const { min, max } = distribution.uniform;
    return { type: 'uniform', min: durationMs(min), max: durationMs(max) };
  }
  if ('pareto' in distribution) {
    const { scale, shape } = distribution.pareto;
    return { type: 'pareto', scale: durationMs(scale), shape };
  }
  if ('hyperexponential' in distribution) return hyperexponentialOf(distribution.hyperexponential);
  if ('values' in distribution.empirical) {
    return { type: 'empirical', values: distribution.empirical.values.map(durationMs) };
  }
  throw new RangeError('an empirical distribution whose file was not read');
}

type Parameters<K extends string> = Extract<Distribution, Record<K, unknown>>[K &
  keyof Extract<Distribution, Record<K, unknown>>];

function lognormalOf(parameters: Parameters<'lognormal'>): SamplerOptions {
  if ('median' in parameters) {
    const median = durationMs(parameters.median);
    return {
      type: 'lognormal',
      mu: Math.log(median),
      sigma: Math.log(durationMs(parameters.p99) / median) / Z99,
    };
  }
  const variance = Math.log1p(parameters.cv ** 2);
  return {
    type: 'lognormal',
    mu: Math.log(durationMs(parameters.mean)) - variance / 2,
    sigma: Math.sqrt(variance),
  };
}

/** With mean and cv: two branches with balanced means, p₁·m₁ = p₂·m₂. */
function hyperexponentialOf(parameters: Parameters<'hyperexponential'>): SamplerOptions {
  if ('branches' in parameters) {
    const { branches } = parameters;
    const total = branches.reduce((sum, { probability }) => sum + probability, 0);
    return {
      type: 'hyperexponential',
      probabilities: branches.map(({ probability }) => probability / total),
      means: branches.map(({ mean }) => durationMs(mean)),
    };
  }
  const mean = durationMs(parameters.mean);
  const squared = parameters.cv ** 2;
  const p = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  return {
    type: 'hyperexponential',
    probabilities: [p, 1 - p],
    means: [mean / (2 * p), mean / (2 * (1 - p))],
  };
}

/** Mean of a sampler, in its unit (milliseconds here). */
export function meanOf(sampler: SamplerOptions): number {
  switch (sampler.type) {
    case 'constant':
      return sampler.value;
    case 'exponential':
      return sampler.mean;
    case 'lognormal':
      return Math.exp(sampler.mu + sampler.sigma ** 2 / 2);
    case 'gamma':
      return sampler.shape * sampler.scale;
    case 'uniform':
      return (sampler.min + sampler.max) / 2;
    case 'pareto':
      return sampler.shape > 1 ? (sampler.scale * sampler.shape) / (sampler.shape - 1) : Infinity;
    case 'hyperexponential':
      return sampler.probabilities.reduce((sum, probability, i) => sum + probability * sampler.means[i]!, 0);
    default:
      return sampler.values.reduce((sum, value) => sum + value, 0) / sampler.values.length;
  }
}
