/**
 * What a sampler is: the contract every member of the family keeps, and nothing of any one distribution.
 */
import type { RandomStream } from '../random.ts';
import type { SamplerOptions } from './options.ts';

/** A distribution on [0, ∞) to draw from. Immutable: all state is in the stream, so one sampler may serve many streams. */
export interface Sampler {
  /** Exact mean, in the unit of the values; Infinity where the distribution has none. */
  readonly mean: number;
  /** One value ≥ 0. Draws from `stream` only, and allocates nothing. */
  sample(stream: RandomStream): number;
  /** As many samples as `values` holds: one dynamic call for all of them. */
  fill(stream: RandomStream, values: Float64Array): void;
}

/** The options of one member, by its `type`. */
export type OptionsOf<Type extends SamplerOptions['type']> = Extract<SamplerOptions, { readonly type: Type }>;
