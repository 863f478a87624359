/** The procedures of the worked examples, each as a call of ours: from a case's input to the figures it expects. */
import { holm } from '../../experiment/statistics/holm.ts';
import {
  batchMeans,
  batchMeansInterval,
  overlappingVariance,
} from '../../experiment/statistics/batch-means.ts';
import {
  rankCoverage,
  rankInterval,
  smallestSampleForMaximum,
} from '../../experiment/statistics/order-statistics.ts';
import { halfWidthWanted, replicationsNeeded } from '../../experiment/statistics/replications-needed.ts';
import { lookAhead, STOPPING } from '../../experiment/statistics/stopping.ts';
import {
  pairedInterval,
  summaryOf,
  tInterval,
  welchInterval,
} from '../../experiment/statistics/t-intervals.ts';
import type { SampleSummary, TInterval } from '../../experiment/statistics/t-intervals.ts';
import { averageSeries, movingAverage, mser } from '../../experiment/statistics/warm-up.ts';
import { studentTQuantile } from '../../experiment/student-t.ts';
import { ar1 } from '../oracles/ar1.ts';
import { coverageStudy } from './coverage-study.ts';
import { pairsWith } from './pairs.ts';

export type VectorInput = Readonly<Record<string, unknown>>;

interface Procedure {
  /** What the case calls it. */
  readonly names: RegExp;
  /** Figures by the names that the case expects them under; `slack` holds tolerances by the same names. */
  readonly compute: (input: VectorInput) => Readonly<Record<string, unknown>>;
}

const number = (input: VectorInput, key: string): number => input[key] as number;
const numbers = (input: VectorInput, key: string): readonly number[] => input[key] as readonly number[];

function bounds({ mean, halfWidth }: TInterval): readonly [number, number] {
  return [mean - halfWidth, mean + halfWidth];
}

function intervalFigures(sample: SampleSummary, confidence: number): Readonly<Record<string, unknown>> {
  const interval = tInterval(sample, confidence);
  return {
    n: sample.n,
    mean: sample.mean,
    var: sample.variance,
    var_of_mean: sample.variance / sample.n,
    t: studentTQuantile((1 + confidence) / 2, sample.n - 1),
    half_width: interval.halfWidth,
    ci: bounds(interval),
    relative_half_width: interval.halfWidth / interval.mean,
  };
}

function summaryIn(input: VectorInput): SampleSummary {
  const deviation = input['sd'] as number | undefined;
  const variance = deviation === undefined ? number(input, 'var') : deviation ** 2;
  return { n: number(input, 'n'), mean: number(input, 'mean'), variance };
}

const T_PROCEDURES: readonly Procedure[] = [
  {
    names: /^replications t CI/,
    compute: (input) => intervalFigures(summaryOf(numbers(input, 'data')), number(input, 'conf')),
  },
  {
    names: /mean CI from summary/,
    compute: (input) => intervalFigures(summaryIn(input), number(input, 'conf')),
  },
  {
    names: /^paired-t/,
    compute: (input) => {
      const [x1, x2] = [numbers(input, 'x1'), numbers(input, 'x2')];
      const paired = pairedInterval(x1, x2, number(input, 'conf'));
      const figures = intervalFigures(summaryOf(x1.map((x, i) => x - x2[i]!)), number(input, 'conf'));
      return { ...figures, half_width: paired.halfWidth, ci: bounds(paired) };
    },
  },
  {
    names: /^Welch two-sample t/,
    compute: (input) => {
      const [x1, x2] = [numbers(input, 'x1'), numbers(input, 'x2')];
      const interval = welchInterval(x1, x2, number(input, 'conf'));
      const [var1, var2] = [x1, x2].map((x) => summaryOf(x).variance);
      return { df: interval.degreesOfFreedom, ci: bounds(interval), var1, var2 };
    },
  },
  {
    names: /^t quantiles/,
    compute: (input) => ({
      t: Object.fromEntries(
        numbers(input, 'p').map((p) => [
          String(p),
          numbers(input, 'df').map((df) => studentTQuantile(p, df)),
        ]),
      ),
    }),
  },
  {
    names: /ABSOLUTE error/,
    compute: (input) => ({
      n_star: replicationsNeeded(summaryIn(input), number(input, 'beta'), number(input, 'conf')),
    }),
  },
  {
    names: /RELATIVE error/,
    compute: (input) => {
      const wanted = halfWidthWanted(number(input, 'mean'), number(input, 'gamma'));
      return { n_star: replicationsNeeded(summaryIn(input), wanted, number(input, 'conf')) };
    },
  },
  {
    names: /^one-step n\*/,
    compute: (input) => {
      const sample = summaryIn(input);
      const { halfWidth } = tInterval(sample, number(input, 'conf'));
      return { n_star: sample.n * (halfWidth / (number(input, 'g') * sample.mean)) ** 2 };
    },
  },
];

const RANK_PROCEDURES: readonly Procedure[] = [
  {
    names: /^order-statistic CI for the median/,
    compute: (input) => ({
      coverage: rankCoverage(...(['n', 'p', 'j', 'k'].map((key) => number(input, key)) as Four)),
    }),
  },
  {
    names: /^order-statistic CI for p-quantile/,
    compute: (input) => {
      const [n, p] = [number(input, 'n'), number(input, 'p')];
      const { low, high } = rankInterval(n, p, number(input, 'conf'));
      const coverage = low === null || high === null ? null : rankCoverage(n, p, low, high);
      return { j: low, k: high, coverage };
    },
  },
  {
    names: /^smallest n for which max/,
    compute: (input) => ({ n: numbers(input, 'p').map((p) => smallestSampleForMaximum(p, 0.95)) }),
  },
];

type Four = [number, number, number, number];

const SERIES_PROCEDURES: readonly Procedure[] = [
  {
    names: /^nonoverlapping batch means/,
    compute: (input) => {
      const [data, batches] = [numbers(input, 'data'), number(input, 'batches')];
      const means = batchMeans(data, batches);
      const interval = batchMeansInterval(data, batches, number(input, 'conf'));
      return {
        batch: Math.floor(data.length / batches),
        batches,
        means,
        grand: interval.mean,
        var_means: summaryOf(means).variance,
        half_width: interval.halfWidth,
        ci: bounds(interval),
      };
    },
  },
  {
    names: /^overlapping batch means/,
    compute: (input) => ({ V_obm: overlappingVariance(numbers(input, 'data'), number(input, 'b')) }),
  },
  {
    names: /^AR\(1\) truth/,
    compute: (input) => {
      const phi = number(input, 'phi');
      const truth = ar1(phi, number(input, 'batch'));
      return {
        var_Y: truth.variance,
        asymptotic_variance: truth.asymptoticVariance,
        var_batch_mean: truth.batchMeanVariance,
        lag1_corr_of_batch_means: phi === 0 ? null : truth.batchMeanCorrelation,
      };
    },
  },
  {
    names: /^MSER/,
    compute: (input) => {
      const truncation = mser(numbers(input, 'data'), (input['m'] as number | undefined) ?? 1);
      return {
        truncate_observations: truncation.observations,
        mean_after: truncation.meanAfter,
        mser_stat: truncation.statistic,
      };
    },
  },
  {
    names: /^Welch moving average/,
    compute: (input) => {
      const averages = averageSeries(input['replications'] as readonly (readonly number[])[]);
      return { averages, moving: movingAverage(averages, number(input, 'w')) };
    },
  },
];

const EXPERIMENT_PROCEDURES: readonly Procedure[] = [
  { names: /^M\/M\/1 rho=\.9, d\(25\|s=0\)/, compute: coverageStudy },
  {
    names: /^CRN variance/,
    compute: (input) => {
      const [n, var1, var2, rho] = ['n', 'var1', 'var2', 'rho'].map((key) => number(input, key)) as Four;
      const varianceOfMean = (correlation: number): number => {
        const [x, y] = pairsWith(n, var1, var2, correlation);
        const { halfWidth, degreesOfFreedom } = pairedInterval(x, y, 0.9);
        return (halfWidth / studentTQuantile(0.95, degreesOfFreedom)) ** 2;
      };
      return { var_diff_mean_crn: varianceOfMean(rho), var_diff_mean_indep: varianceOfMean(0) };
    },
  },
  {
    names: /^Hoad-Robinson-Davies 2010/,
    compute: () => ({
      alpha: STOPPING.alpha,
      half_width_precision: STOPPING.halfWidthPrecision,
      initial_replications: STOPPING.initialReplications,
      look_ahead: lookAhead(1),
    }),
  },
  {
    // The smallest of k p-values is held against α / k, and so is each interval's level.
    names: /^Bonferroni: k=4 comparisons, overall 90%/,
    compute: () => ({ individual_conf: 1 - 0.1 / (holm([0.01, 1, 1, 1])[0]! / 0.01) }),
  },
];

export const PROCEDURES: readonly Procedure[] = [
  ...T_PROCEDURES,
  ...RANK_PROCEDURES,
  ...SERIES_PROCEDURES,
  ...EXPERIMENT_PROCEDURES,
];
