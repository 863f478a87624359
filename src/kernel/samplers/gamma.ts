/** Gamma times: any coefficient of variation from nearly regular (large shape) to bursty (small shape). */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/**
 * Gamma with density ∝ x^(shape−1) exp(−x / scale); shape > 0, scale ≥ 0. By rejection: the number of words a draw
 * takes varies.
 * @see Marsaglia & Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000; shape < 1 by their §6
 */
export class GammaSampler implements Sampler {
  readonly mean: number;
  private readonly scale: number;
  /** 1 / shape where shape < 1, else 0: the draw of shape + 1 is multiplied by a uniform to this power. */
  private readonly boost: number;
  private readonly d: number;
  private readonly c: number;

  constructor({ shape, scale }: OptionsOf<'gamma'>) {
    assert(shape > 0 && shape < Infinity, 'the shape of a gamma is finite and positive');
    assert(scale >= 0 && scale < Infinity, 'the scale of a gamma is finite and not negative');
    this.mean = shape * scale;
    this.scale = scale;
    this.boost = shape < 1 ? 1 / shape : 0;
    this.d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    this.c = 1 / Math.sqrt(9 * this.d);
  }

  sample(stream: RandomStream): number {
    const value = this.scale * this.standard(stream);
    return this.boost === 0 ? value : value * Math.exp(Math.log(stream.uniformOpen()) * this.boost);
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }

  /** Scale 1 and shape d + 1/3 ≥ 1: at least 95 % of the proposals are accepted. */
  private standard(stream: RandomStream): number {
    const { c, d } = this;
    for (;;) {
      const x = stream.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = stream.uniformOpen();
      if (u < 1 - 0.0331 * x * x * x * x) return d * v;
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  }
}
