/** Times spread evenly over an interval, such as a jitter. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** Uniform on [min, max), 0 ≤ min ≤ max. Two words per draw. */
export class UniformSampler implements Sampler {
  readonly mean: number;
  private readonly min: number;
  private readonly width: number;

  constructor({ min, max }: OptionsOf<'uniform'>) {
    assert(0 <= min && min <= max && max < Infinity, 'a uniform has 0 ≤ min ≤ max, both finite');
    this.mean = min + (max - min) / 2;
    this.min = min;
    this.width = max - min;
  }

  sample(stream: RandomStream): number {
    return this.min + this.width * stream.uniform();
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }
}
