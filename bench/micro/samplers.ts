/** Every member of the family of samplers, one value at a time and in the blocks that the model draws. */
import { RandomStream } from '../../src/kernel/random.ts';
import { createSampler } from '../../src/kernel/samplers/index.ts';
import type { SamplerOptions } from '../../src/kernel/samplers/options.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';

/** Of a batch; processor time is told in microseconds, and a draw of a constant takes half a nanosecond. */
const DRAWS = 512_000;
const BLOCK = 256;

/** One of each type: a type without a line does not compile. Means are about 20, as milliseconds of service are. */
const MEMBERS: { readonly [Type in SamplerOptions['type']]: SamplerOptions & { readonly type: Type } } = {
  constant: { type: 'constant', value: 20 },
  exponential: { type: 'exponential', mean: 20 },
  lognormal: { type: 'lognormal', mu: 2.5, sigma: 1 },
  gamma: { type: 'gamma', shape: 2, scale: 10 },
  uniform: { type: 'uniform', min: 10, max: 30 },
  pareto: { type: 'pareto', scale: 10, shape: 2 },
  hyperexponential: { type: 'hyperexponential', probabilities: [0.9, 0.1], means: [10, 110] },
  empirical: { type: 'empirical', values: [5, 8, 13, 21, 34, 55] },
};

function sample(options: SamplerOptions): BenchTask {
  return microTask('draw', DRAWS, (operations) => {
    const sampler = createSampler(options);
    const stream = new RandomStream(KEY, 0, 1);
    const values = new Float64Array(BLOCK);
    const run = (): void => {
      for (let i = 0; i < operations; i++) values[i & (BLOCK - 1)]! += sampler.sample(stream);
    };
    return { run, results: () => [values] };
  });
}

function fill(options: SamplerOptions): BenchTask {
  return microTask('draw', DRAWS, (operations) => {
    const sampler = createSampler(options);
    const stream = new RandomStream(KEY, 0, 1);
    const values = new Float64Array(BLOCK);
    const run = (): void => {
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- it is no array
      for (let i = 0; i < operations; i += BLOCK) sampler.fill(stream, values);
    };
    return { run, results: () => [values] };
  });
}

export const samplers: Suite = Object.fromEntries(
  Object.values(MEMBERS).flatMap((options) => [
    [`${options.type}, one by one`, sample(options)],
    [`${options.type}, in blocks`, fill(options)],
  ]),
);
