/** Values observed elsewhere, drawn again with replacement (the bootstrap); nothing between or beyond them. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** Uniform among the given values, each ≥ 0; a value given twice is twice as likely. One word per draw. */
export class EmpiricalSampler implements Sampler {
  readonly mean: number;
  private readonly values: Float64Array;

  constructor({ values }: OptionsOf<'empirical'>) {
    assert(values.length > 0, 'an empirical distribution has values');
    assert(
      values.every((value) => value >= 0 && value < Infinity),
      'values are finite and not negative',
    );
    this.values = Float64Array.from(values);
    this.mean = this.values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  sample(stream: RandomStream): number {
    return this.values[stream.below(this.values.length)]!;
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }
}
