/**
 * How often 90 % t intervals over a few replications hold the mean delay of the first 25 customers of an M/M/1 queue
 * (ρ = 0.9): less than 90 %, because the delays are skewed.
 *
 * @see Law, Simulation Modeling and Analysis, 5th ed., §9.4.1
 */
import { summaryOf, tInterval } from '../../experiment/statistics/t-intervals.ts';
import { mm1MeanDelay, mm1SampleDelay } from '../oracles/mm1-transient.ts';

const EXPERIMENTS = 4000;
const SIZES = [5, 10, 20, 40] as const;

/** Deterministic; the tolerances are four standard errors of shares of {@link EXPERIMENTS}, and 3 % of the widths. */
export function coverageStudy(): Readonly<Record<string, unknown>> {
  const truth = mm1MeanDelay(1, 0.9, 25);
  const uniform = generator(20_26);
  const hits = SIZES.map(() => 0);
  const widths = SIZES.map(() => 0);
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    SIZES.forEach((size, i) => {
      const delays = Array.from({ length: size }, () => mm1SampleDelay(1, 0.9, 25, uniform));
      const { mean, halfWidth } = tInterval(summaryOf(delays), 0.9);
      if (Math.abs(mean - truth) <= halfWidth) hits[i]!++;
      widths[i]! += halfWidth / truth;
    });
  }
  const bySize = (values: readonly number[]) =>
    Object.fromEntries(SIZES.map((size, i) => [String(size), values[i]! / EXPERIMENTS]));
  return {
    exact_mean: truth,
    coverage: bySize(hits),
    halfwidth_over_mean: bySize(widths),
    slack: { coverage: 4 * Math.sqrt(0.1 / EXPERIMENTS), halfwidth_over_mean: 0.03 },
  };
}

/** Uniform draws from (0, 1) by Lehmer's generator. @see Park & Miller, Communications of the ACM 31 (1988) 1192 */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
