/** A mixture of exponentials: several kinds of request behind one name, more variable than any of them. */
import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../random.ts';
import type { OptionsOf, Sampler } from './sampler.ts';

/** With probability `probabilities[i]` exponential with mean `means[i]`. Probabilities are ≥ 0 and sum to 1 (± 1e-9). */
export class HyperexponentialSampler implements Sampler {
  readonly mean: number;
  private readonly means: Float64Array;
  /** [branches] Sums of the probabilities up to and with each branch; the last counts as 1. */
  private readonly cumulative: Float64Array;

  constructor({ probabilities, means }: OptionsOf<'hyperexponential'>) {
    assert(
      means.length > 0 && means.length === probabilities.length,
      'each branch has a mean and a probability',
    );
    assert(
      means.every((mean) => mean >= 0 && mean < Infinity),
      'means are finite and not negative',
    );
    assert(
      probabilities.every((probability) => probability >= 0),
      'probabilities are not negative',
    );
    let sum = 0;
    this.cumulative = Float64Array.from(probabilities, (probability) => (sum += probability));
    assert(Math.abs(sum - 1) <= 1e-9, 'probabilities sum to 1');
    this.means = Float64Array.from(means);
    this.mean = means.reduce((total, mean, branch) => total + mean * probabilities[branch]!, 0);
  }

  sample(stream: RandomStream): number {
    const u = stream.uniform();
    const last = this.means.length - 1;
    let branch = 0;
    while (branch < last && u >= this.cumulative[branch]!) branch++;
    return this.means[branch]! * stream.exponential();
  }

  fill(stream: RandomStream, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.sample(stream);
  }
}
