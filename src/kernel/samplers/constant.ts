/** The sampler that always gives the same value and takes nothing from the stream. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** Degenerate distribution at `value` ≥ 0. */
export class ConstantSampler implements Sampler {
  readonly mean: number;

  constructor({ value }: OptionsOf<'constant'>) {
    assert(value >= 0 && value < Infinity, 'a constant is finite and not negative');
    this.mean = value;
  }

  sample(): number {
    return this.mean;
  }

  fill(_stream: RandomStream, values: Float64Array): void {
    values.fill(this.mean);
  }
}
