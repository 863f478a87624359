/**
 * A sampler in a few words, with its mean.
 */
import type { SamplerOptions } from '../../kernel/samplers/options.ts';
import { meanOf } from '../values/sampler.ts';
import { milliseconds, number } from './text.ts';

/** `20 ms`, `exponential, mean 20 ms`. */
export function distributionWords(sampler: SamplerOptions): string {
  const mean = `mean ${milliseconds(meanOf(sampler))}`;
  switch (sampler.type) {
    case 'constant':
      return milliseconds(sampler.value);
    case 'lognormal':
      return `lognormal, median ${milliseconds(Math.exp(sampler.mu))}, ${mean}`;
    case 'gamma':
      return `gamma, ${mean}, cv ${number(1 / Math.sqrt(sampler.shape))}`;
    case 'uniform':
      return `uniform from ${milliseconds(sampler.min)} to ${milliseconds(sampler.max)}`;
    case 'pareto':
      return `Pareto from ${milliseconds(sampler.scale)}, shape ${number(sampler.shape)}, ${mean}`;
    case 'empirical':
      return `empirical, ${sampler.values.length} values, ${mean}`;
    default:
      return `${sampler.type}, ${mean}`;
  }
}
