/**
 * The table of the samplers: one line for each member. A member without a line, or a line without a member, does not
 * compile.
 */
import { ConstantSampler } from './constant.ts';
import { EmpiricalSampler } from './empirical.ts';
import { ExponentialSampler } from './exponential.ts';
import { GammaSampler } from './gamma.ts';
import { HyperexponentialSampler } from './hyperexponential.ts';
import { LognormalSampler } from './lognormal.ts';
import type { SamplerOptions } from './options.ts';
import { ParetoSampler } from './pareto.ts';
import type { OptionsOf, Sampler } from './sampler.ts';
import { UniformSampler } from './uniform.ts';

export type { Sampler } from './sampler.ts';

const SAMPLERS: { readonly [Type in SamplerOptions['type']]: new (options: OptionsOf<Type>) => Sampler } = {
  constant: ConstantSampler,
  exponential: ExponentialSampler,
  lognormal: LognormalSampler,
  gamma: GammaSampler,
  uniform: UniformSampler,
  pareto: ParetoSampler,
  hyperexponential: HyperexponentialSampler,
  empirical: EmpiricalSampler,
};

/** The sampler that `options` describe. @throws InvariantError where a parameter is out of its range */
export function createSampler<Type extends SamplerOptions['type']>(options: OptionsOf<Type>): Sampler {
  return new SAMPLERS[options.type](options);
}
