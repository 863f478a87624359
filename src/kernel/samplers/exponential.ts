/** Exponential times: memoryless service, and the gaps of a Poisson process. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** P(X > x) = exp(−x / mean), mean ≥ 0. One word per draw, nearly always. */
export class ExponentialSampler implements Sampler {
  readonly mean: number;

  constructor({ mean }: OptionsOf<'exponential'>) {
    assert(mean >= 0 && mean < Infinity, 'the mean of an exponential is finite and not negative');
    this.mean = mean;
  }

  sample(stream: RandomStream): number {
    return this.mean * stream.exponential();
  }

  fill(stream: RandomStream, values: Float64Array): void {
    stream.fillExponential(values, this.mean);
  }
}
