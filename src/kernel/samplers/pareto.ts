/** Pareto times: a tail heavy enough that the mean, or the variance, may not exist. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** P(X > x) = (scale / x)^shape for x ≥ scale, by inversion; scale ≥ 0, shape > 0. The mean is infinite for shape ≤ 1. */
export class ParetoSampler implements Sampler {
  readonly mean: number;
  private readonly scale: number;
  private readonly inverseShape: number;

  constructor({ scale, shape }: OptionsOf<'pareto'>) {
    assert(scale >= 0 && scale < Infinity, 'the scale of a Pareto is finite and not negative');
    assert(shape > 0 && shape < Infinity, 'the shape of a Pareto is finite and positive');
    this.mean = shape > 1 ? (scale * shape) / (shape - 1) : Infinity;
    this.scale = scale;
    this.inverseShape = 1 / shape;
  }

  sample(stream: RandomStream): number {
    return this.scale * Math.exp(-Math.log(stream.uniformOpen()) * this.inverseShape);
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }
}
