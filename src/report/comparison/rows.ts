/**
 * What a comparison says, as finished text for every format: a sentence, a row per variant with the metrics of the
 * Pareto front, and a row per metric of each variant. Differences are variant − baseline.
 */
import type {
  ComparisonResult,
  ComparisonVerdict,
  Estimate,
  Result,
  VariantResult,
} from '../../experiment/result.ts';
import { formatDifference, formatEstimate, formatNumber, NOTHING, type Unit } from '../format.ts';
import { flagSentences } from '../rows.ts';

interface MetricWords {
  readonly label: string;
  readonly unit: Unit;
  readonly of: (variant: VariantResult) => Estimate | undefined;
}

const METRICS: Readonly<Record<string, MetricWords>> = {
  failed: { label: 'lost per run', unit: 'count', of: ({ summary }) => summary.failed },
  errorRate: { label: 'error rate', unit: 'share', of: ({ summary }) => summary.errorRate },
  throughputPerSecond: {
    label: 'throughput',
    unit: 'perSecond',
    of: ({ summary }) => summary.throughputPerSecond,
  },
  'latencyMs.mean': { label: 'latency mean', unit: 'ms', of: ({ summary }) => summary.latencyMs.mean },
  'latencyMs.p50': { label: 'latency p50', unit: 'ms', of: ({ summary }) => summary.latencyMs.p50 },
  'latencyMs.p90': { label: 'latency p90', unit: 'ms', of: ({ summary }) => summary.latencyMs.p90 },
  'latencyMs.p95': { label: 'latency p95', unit: 'ms', of: ({ summary }) => summary.latencyMs.p95 },
  'latencyMs.p99': { label: 'latency p99', unit: 'ms', of: ({ summary }) => summary.latencyMs.p99 },
  'latencyMs.p999': { label: 'latency p99.9', unit: 'ms', of: ({ summary }) => summary.latencyMs.p999 },
  'latencyMs.max': { label: 'latency max', unit: 'ms', of: ({ summary }) => summary.latencyMs.max },
  'rollout.durationMs': { label: 'rollout', unit: 'ms', of: ({ summary }) => summary.rollout?.durationMs },
  'rollout.peakPods': { label: 'peak pods', unit: 'count', of: ({ summary }) => summary.rollout?.peakPods },
  'rollout.minReadyEndpoints': {
    label: 'fewest ready',
    unit: 'count',
    of: ({ summary }) => summary.rollout?.minReadyEndpoints,
  },
  'rollout.staleEndpointMs': {
    label: 'stale time',
    unit: 'ms',
    of: ({ summary }) => summary.rollout?.staleEndpointMs,
  },
  podSeconds: { label: 'pod-seconds', unit: 'podSeconds', of: ({ summary }) => summary.podSeconds },
  imbalance: { label: 'imbalance', unit: 'factor', of: ({ summary }) => summary.imbalance },
};

export function metricLabel(metric: string): string {
  return METRICS[metric]?.label ?? metric;
}

/** A value of the metric, with its unit. */
export function metricValue(metric: string, value: number | null): string {
  return formatNumber(value, METRICS[metric]?.unit ?? 'count');
}

/** A difference of single runs, with sign and unit. */
export function metricDifference(metric: string, difference: number): string {
  const unit = METRICS[metric]?.unit ?? 'count';
  return formatDifference({ mean: difference, ci95: null, n: 1 }, unit).value;
}

export const VERDICT_MARKS: Readonly<Record<ComparisonVerdict, string>> = {
  better: '✓',
  worse: '✗',
  '~': '~',
};

interface VariantCell {
  readonly text: string;
  /** `null` for the baseline. */
  readonly verdict: ComparisonVerdict | null;
}

export interface VariantRow {
  readonly name: string;
  /** Whether it lies on the Pareto front. */
  readonly onFront: boolean;
  /** One per metric of the front. */
  readonly cells: readonly VariantCell[];
}

/** A row per variant, the baseline first. */
export function variantRows(result: Result): VariantRow[] {
  const { variants, comparisons = [], pareto } = result;
  return variants.map((variant) => ({
    name: variant.name,
    onFront: pareto?.front.includes(variant.name) === true,
    cells: (pareto?.metrics ?? []).map((metric) => {
      const words = METRICS[metric];
      const estimate = words?.of(variant);
      const found = comparisons.find((each) => each.variant === variant.name && each.metric === metric);
      const text = estimate === undefined ? NOTHING : formatEstimate(estimate, words!.unit).value;
      return { text, verdict: found?.verdict ?? null };
    }),
  }));
}

export interface DifferenceRow {
  readonly metric: string;
  readonly label: string;
  readonly baseline: string;
  readonly difference: string;
  readonly interval: string;
  readonly relative: string;
  readonly p: string;
  readonly verdict: ComparisonVerdict;
}

/** A row per metric of one variant, those that were not observed left out. */
export function differenceRows(result: Result, variant: string): DifferenceRow[] {
  const [first] = result.variants;
  const own = (result.comparisons ?? []).filter((each) => each.variant === variant);
  return own
    .filter(({ difference }) => difference.mean !== null)
    .map((comparison) => {
      const words = METRICS[comparison.metric];
      const unit = words?.unit ?? 'count';
      const estimate = first === undefined ? undefined : words?.of(first);
      const { value, interval } = formatDifference(comparison.difference, unit);
      return {
        metric: comparison.metric,
        label: metricLabel(comparison.metric),
        baseline: estimate === undefined ? NOTHING : formatEstimate(estimate, unit).value,
        difference: value,
        interval,
        relative: relativeText(comparison.relative),
        p: pText(comparison.pAdjusted),
        verdict: comparison.verdict,
      };
    });
}

function relativeText(relative: number | null): string {
  if (relative === null) return NOTHING;
  if (relative === 0) return '0';
  return `${relative < 0 ? '−' : '+'}${formatNumber(Math.abs(relative), 'share', 2)}`;
}

function pText(p: number | null): string {
  if (p === null) return NOTHING;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** More names in a sentence are a list. */
const MOST_NAMED = 4;

/**
 * The names of a grid without what they have in common: `a=1 b=2`, `a=1 b=5` are `1 · 2` and `1 · 5` by `a · b`. `null`
 * where the names are not made of the same settings.
 */
export function gridNames(
  names: readonly string[],
): { readonly by: string; readonly values: string[] } | null {
  const parsed = names.map((name) => name.split(' ').map((part) => part.split('=')));
  const keysOf = (parts: readonly string[][]): string => parts.map(([key]) => key).join(' · ');
  const by = keysOf(parsed[0] ?? []);
  const isGrid = parsed.every((parts) => keysOf(parts) === by && parts.every((part) => part.length === 2));
  if (!isGrid || names.length < 2) return null;
  return { by, values: parsed.map((parts) => parts.map(([, value]) => value).join(' · ')) };
}

/** What can be told of one variant, or of all: the answer in one or two sentences. */
export function comparisonSentence(result: Result): string {
  const { variants, pareto, comparisons = [] } = result;
  const [baseline, ...others] = variants;
  if (baseline === undefined || others.length === 0) return '';
  if (baseline.replications.length < 2)
    return 'One run of each variant tells no difference from chance: use --replications 2 or more.';
  if (others.length === 1) return pairSentence(baseline, others[0]!, comparisons);
  const told = others.filter(({ name }) =>
    comparisons.some((each) => each.variant === name && each.verdict !== '~'),
  );
  const front = pareto?.front ?? [];
  const runs = baseline.replications.length;
  const by = inWords((pareto?.metrics ?? []).map(metricLabel));
  const many = ` ${front.length} of ${variants.length} are unbeaten in ${by}; they are marked *.`;
  const few = front.length === 0 ? '' : ` Unbeaten in ${by}: ${inWords(front)}.`;
  const nobodyBeats = front.length > MOST_NAMED ? many : few;
  return `${told.length} of ${others.length} variants differ from ${baseline.name} in ${runs} paired runs.${nobodyBeats}`;
}

function pairSentence(
  baseline: VariantResult,
  variant: VariantResult,
  comparisons: readonly ComparisonResult[],
): string {
  const by = (verdict: ComparisonVerdict): string[] =>
    comparisons.filter((each) => each.verdict === verdict).map(({ metric }) => metricLabel(metric));
  const [better, worse] = [by('better'), by('worse')];
  const pair = `${variant.name} against ${baseline.name}`;
  if (better.length + worse.length === 0) return `${pair}: no difference can be told in any metric.`;
  const parts = [
    ...(better.length > 0 ? [`better in ${inWords(better)}`] : []),
    ...(worse.length > 0 ? [`worse in ${inWords(worse)}`] : []),
  ];
  return `${pair}: ${parts.join('; ')}.`;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** How to read the verdicts, for under a table. */
export const COMPARISON_LEGEND =
  'Verdicts: ✓ better, ✗ worse, ~ not told apart; by paired replications at 95 %, p-values adjusted for the number of variants (Holm). * on the Pareto front.';

/** Each flag of any variant as a sentence, with the variants that it is raised for; of all, it says so once. */
export function comparisonFlags({ variants }: Result): string[] {
  const raised = new Map<string, string[]>();
  for (const variant of variants) {
    for (const flag of flagSentences(variant)) raised.set(flag, [...(raised.get(flag) ?? []), variant.name]);
  }
  return [...raised].map(([flag, names]) =>
    names.length === variants.length ? flag : `${flag} (${names.join('; ')})`,
  );
}
