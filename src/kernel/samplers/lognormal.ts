/** Lognormal times: the usual shape of latencies and start-up times, skewed with a moderate tail. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** exp(mu + sigma · Z), Z standard normal by inversion, so that a value rises with its one uniform. sigma ≥ 0. */
export class LognormalSampler implements Sampler {
  readonly mean: number;
  private readonly mu: number;
  private readonly sigma: number;

  constructor({ mu, sigma }: OptionsOf<'lognormal'>) {
    assert(Number.isFinite(mu), 'the mu of a lognormal is finite');
    assert(sigma >= 0 && sigma < Infinity, 'the sigma of a lognormal is finite and not negative');
    this.mean = Math.exp(mu + 0.5 * sigma * sigma);
    this.mu = mu;
    this.sigma = sigma;
  }

  sample(stream: RandomStream): number {
    return Math.exp(this.mu + this.sigma * stream.normal());
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }
}
