/**
 * Distributions of durations as users write them: a duration (a constant) or one tagged object. The parameters are
 * the ones people know (median and p99, mean and cv); values/sampler.ts turns them into the canonical ones.
 */
import * as z from 'zod';
import { parseDuration } from '../values/duration.ts';
import { duration, positiveDuration, tagged } from './parts.ts';

/** Milliseconds, or NaN where another check has spoken already. */
const ms = (text: string): number => parseDuration(text) ?? Number.NaN;

const cv = z
  .number()
  .min(0.01)
  .max(100)
  .meta({ description: 'Coefficient of variation: standard deviation / mean, 0.01…100.' });

const exponential = z.strictObject({
  exponential: z
    .strictObject({ mean: positiveDuration('Mean.') })
    .meta({ description: 'Memoryless: standard deviation equal to the mean.' }),
});

const lognormal = z.strictObject({
  lognormal: tagged(
    [
      z
        .strictObject({
          median: positiveDuration('Half of the values are below.'),
          p99: positiveDuration('99 % of the values are below.'),
        })
        .refine(({ median, p99 }) => !(ms(p99) <= ms(median)), {
          path: ['p99'],
          error: 'expected more than the median',
        })
        .meta({ description: 'By median and 99th percentile; p99 must exceed the median.' }),
      z
        .strictObject({ mean: positiveDuration('Mean.'), cv })
        .meta({ description: 'By mean and coefficient of variation.' }),
    ],
    { words: 'expected { median, p99 } or { mean, cv }', available: [], later: [] },
  ).meta({ description: 'The logarithm is normal: typical of latencies.' }),
});

const gamma = z.strictObject({
  gamma: z.strictObject({ mean: positiveDuration('Mean.'), cv }).meta({
    description: 'Gamma by mean and coefficient of variation; cv 1 is exponential, 1/√k is Erlang-k.',
  }),
});

const uniform = z.strictObject({
  uniform: z
    .strictObject({ min: duration('Least value.'), max: duration('Greatest value, ≥ min.') })
    .refine(({ min, max }) => !(ms(max) < ms(min)), { path: ['max'], error: 'expected at least min' })
    .meta({ description: 'Equally likely anywhere in [min, max).' }),
});

const pareto = z.strictObject({
  pareto: z
    .strictObject({
      scale: positiveDuration('Least value.'),
      shape: z
        .number()
        .gt(1)
        .max(1000)
        .meta({ description: 'Tail index α > 1; the mean is scale·α / (α − 1).' }),
    })
    .meta({ description: 'Power-law tail: P(X > x) = (scale / x)^shape.' }),
});

const branch = z.strictObject({
  probability: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: 'Probability of this branch; all of them sum to 1.' }),
  mean: positiveDuration('Mean of this branch.'),
});

const branches = z
  .array(branch)
  .min(1)
  .max(100)
  .refine((list) => Math.abs(list.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-6, {
    error: 'expected probabilities that sum to 1',
  })
  .meta({ description: 'A mixture of exponentials.' });

const hyperexponential = z.strictObject({
  hyperexponential: tagged(
    [
      z
        .strictObject({
          branches: branches,
        })
        .meta({ description: 'By its branches.' }),
      z
        .strictObject({
          mean: positiveDuration('Mean.'),
          cv: z.number().min(1).max(100).meta({ description: 'Coefficient of variation, 1…100.' }),
        })
        .meta({ description: 'Two branches with balanced means.' }),
    ],
    { words: 'expected { branches } or { mean, cv }', available: [], later: [] },
  ).meta({ description: 'More variable than exponential.' }),
});

const empirical = z.strictObject({
  empirical: tagged(
    [
      z
        .strictObject({
          values: z
            .array(duration('One observed value.'))
            .min(1)
            .max(1_000_000)
            .meta({ description: 'Drawn with replacement.' }),
        })
        .meta({ description: 'The observed values themselves.' }),
      z
        .strictObject({
          file: z
            .string()
            .min(1)
            .meta({ description: 'Text file with one duration per line, relative to the scenario.' }),
        })
        .meta({ description: 'Observed values in a file.' }),
    ],
    { words: 'expected { values } or { file }', available: [], later: [] },
  ).meta({ description: 'Observed values, drawn with replacement.' }),
});

const TAGS = ['exponential', 'lognormal', 'gamma', 'uniform', 'pareto', 'hyperexponential', 'empirical'];

/** Any distribution of durations. */
const distributionSchema = tagged(
  [duration('A constant.'), exponential, lognormal, gamma, uniform, pareto, hyperexponential, empirical],
  {
    words: `expected a duration such as "20ms" (a constant) or an object with one of ${TAGS.join(', ')}`,
    available: TAGS,
    later: [],
  },
).meta({
  id: 'Distribution',
  description: 'A duration (a constant) or one tagged object, such as { "exponential": { "mean": "20ms" } }.',
});

/** A distribution as a user writes it. */
export type Distribution = z.output<typeof distributionSchema>;

/** A field that holds a distribution. */
export function distribution(description: string) {
  return distributionSchema.meta({ description });
}
