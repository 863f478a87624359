/**
 * The distributions a sampler can be made of, as plain data tagged by `type`. Every parameter is already in the
 * canonical form (a lognormal has μ and σ, never a median): the scenario layer translates.
 */
export type SamplerOptions =
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'exponential'; readonly mean: number }
  /** exp(Normal(mu, sigma²)) */
  | { readonly type: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly type: 'gamma'; readonly shape: number; readonly scale: number }
  | { readonly type: 'uniform'; readonly min: number; readonly max: number }
  /** P(X > x) = (scale / x)^shape for x ≥ scale */
  | { readonly type: 'pareto'; readonly scale: number; readonly shape: number }
  /** With probability `probabilities[i]`, exponential with mean `means[i]`; probabilities sum to 1. */
  | {
      readonly type: 'hyperexponential';
      readonly probabilities: readonly number[];
      readonly means: readonly number[];
    }
  /** Uniform among the given values. */
  | { readonly type: 'empirical'; readonly values: readonly number[] };
