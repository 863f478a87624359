/**
 * Variants against the first of them: the differences of their replications, pair by pair. Replication r sees the same
 * requests and the same chance under every variant, so that most of the noise cancels in the difference. What a metric
 * is stands in compared-metrics.ts.
 */
import { mean } from 'simple-statistics';
import { COMPARED_METRICS } from './compared-metrics.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import { estimateCount, estimateShare } from './estimate.ts';
import { rarePValue, signPValue, squareAndAdd } from './rare-difference.ts';
import type { ComparisonResult, ComparisonVerdict, Estimate, ReplicationResult } from './result.ts';
import { holm } from './statistics/holm.ts';
import { pairedInterval, pairedRatioInterval } from './statistics/t-intervals.ts';

/** What is compared of a variant. */
export interface ComparedVariant {
  readonly name: string;
  readonly replications: readonly ReplicationResult[];
}

/** Below this many events on both sides together, a t interval of their difference is not to be trusted. */
const FEW_EVENTS = 20;
const LEVEL = 0.05;
/** Spread below this part of the mean comes from adding up. */
const ROUNDING = 1e-9;

const NOTHING: Measured = {
  baselineMean: null,
  difference: { mean: null, ci95: null, n: 0 },
  relative: null,
  relativeCi95: null,
  p: null,
};

interface Measured {
  readonly baselineMean: number | null;
  readonly difference: Estimate;
  readonly relative: number | null;
  readonly relativeCi95: ComparisonResult['relativeCi95'];
  readonly p: number | null;
}

/** Replications of the same index: they had the same chance. */
type Pairs = readonly (readonly [variant: ReplicationResult, baseline: ReplicationResult])[];

/**
 * Every variant but the first against the first, in the order of the variants and then of the metrics; metrics that were
 * observed nowhere are left out. P-values are adjusted per metric, over the variants.
 *
 * @param windowMs - length of the window in which requests are counted, the same for all
 */
export function compareVariants(
  variants: readonly ComparedVariant[],
  windowMs: number,
): readonly ComparisonResult[] {
  const [baseline, ...others] = variants;
  if (baseline === undefined || others.length === 0) return [];
  const byMetric = COMPARED_METRICS.map((metric) => compareBy(metric, baseline, others, windowMs));
  return others.flatMap((_, i) => byMetric.flatMap((comparisons) => comparisons[i] ?? []));
}

function compareBy(
  metric: ComparedMetric,
  baseline: ComparedVariant,
  others: readonly ComparedVariant[],
  windowMs: number,
): readonly ComparisonResult[] {
  const seen = [baseline, ...others].some(({ replications }) =>
    metric.values(replications, windowMs).some((value) => value !== null),
  );
  if (!seen) return [];
  const measured = others.map((other) => measure(metric, pairsOf(other, baseline), windowMs));
  const adjusted = holm(measured.map(({ p }) => p ?? 1));
  return measured.map((found, i) => {
    const pAdjusted = found.p === null ? null : adjusted[i]!;
    const verdict = verdictOf(metric, found.difference, pAdjusted);
    return {
      baseline: baseline.name,
      variant: others[i]!.name,
      metric: metric.name,
      ...found,
      pAdjusted,
      verdict,
    };
  });
}

function pairsOf(variant: ComparedVariant, baseline: ComparedVariant): Pairs {
  const byIndex = new Map(baseline.replications.map((replication) => [replication.index, replication]));
  return variant.replications.flatMap((replication) => {
    const partner = byIndex.get(replication.index);
    return partner === undefined ? [] : [[replication, partner] as const];
  });
}

function measure(metric: ComparedMetric, pairs: Pairs, windowMs: number): Measured {
  const sides = [pairs.map(([own]) => own), pairs.map(([, base]) => base)].map((side) =>
    metric.values(side, windowMs),
  );
  const both = sides[0]!.flatMap((value, r) => {
    const base = sides[1]![r]!;
    return value === null || base === null ? [] : [[value, base] as const];
  });
  if (both.length === 0 || (metric.needsAll === true && both.length < pairs.length)) return NOTHING;
  const values = both.map(([value]) => value);
  const base = both.map(([, value]) => value);
  const center = mean(both.map(([own, other]) => own - other));
  const baseMean = mean(base);
  const relative = baseMean === 0 ? null : center / baseMean;
  const rare = rareDifference(metric, pairs);
  const certain = rare ?? tDifference(values, base);
  return {
    baselineMean: baseMean,
    difference: { mean: center, ci95: certain.ci95, n: both.length },
    relative,
    relativeCi95:
      relative === null ? null : rare === null ? ratioInterval(values, base) : scaled(rare.ci95, baseMean),
    p: certain.p,
  };
}

type Certainty = Pick<Estimate, 'ci95'> & Pick<Measured, 'p'>;

/** `null` where there were events enough. */
function rareDifference({ events, trials }: ComparedMetric, pairs: Pairs): Certainty | null {
  if (events === undefined) return null;
  const [own, base] = [pairs.map(([each]) => each), pairs.map(([, each]) => each)];
  const [happened, before] = [own.map(events), base.map(events)];
  if ([...happened, ...before].reduce((sum, count) => sum + count, 0) >= FEW_EVENTS) return null;
  const estimate = (side: readonly ReplicationResult[]): Estimate =>
    trials === undefined
      ? estimateCount(side.map(events))
      : estimateShare(side.map(events), side.map(trials));
  return { ci95: squareAndAdd(estimate(own), estimate(base)), p: rarePValue(happened, before) };
}

function tDifference(values: readonly number[], base: readonly number[]): Certainty {
  if (values.length < 2) return { ci95: null, p: null };
  const { mean: center, halfWidth, p } = pairedInterval(values, base, 1 - LEVEL);
  const ci95 = [center - halfWidth, center + halfWidth] as const;
  // Differences that are all alike have no spread to be held against; that they all point one way is what was seen.
  const alike = center !== 0 && halfWidth <= ROUNDING * Math.abs(center);
  return { ci95, p: alike ? signPValue(values.map((value, r) => value - base[r]!)) : p };
}

function ratioInterval(values: readonly number[], base: readonly number[]): Measured['relativeCi95'] {
  return values.length < 2 ? null : pairedRatioInterval(values, base, 1 - LEVEL);
}

/** Of few events: their exact interval, over the baseline as it was seen. */
function scaled(ci95: Estimate['ci95'], baselineMean: number): Measured['relativeCi95'] {
  return ci95 === null ? null : [ci95[0] / baselineMean, ci95[1] / baselineMean];
}

/** Interval and adjusted p-value must agree that there is a difference. */
function verdictOf(
  metric: ComparedMetric,
  { mean: center, ci95 }: Estimate,
  p: number | null,
): ComparisonVerdict {
  if (center === null || ci95 === null || p === null || p >= LEVEL) return '~';
  if (ci95[0] <= 0 && ci95[1] >= 0) return '~';
  return center < 0 === (metric.better === 'lower') ? 'better' : 'worse';
}
