/**
 * Limits on what a change may cost, such as `latency.p99 increase < 5%` or `errors.rate decrease > 0`: judged by the
 * interval of the paired difference to the baseline, as other thresholds are by that of the figure itself.
 */
import { UsageError } from '../base/errors.ts';
import { didYouMeanOrList } from '../scenario/suggest.ts';
import { parseDuration } from '../scenario/values/duration.ts';
import { COMPARED_METRICS } from './compared-metrics.ts';
import type { ComparisonResult, Estimate, ThresholdResult, ThresholdVerdict } from './result.ts';

export interface DifferenceThreshold {
  /** As typed. */
  readonly expression: string;
  /** As in {@link ComparisonResult}. */
  readonly metric: string;
  /** 1 for an increase, −1 for a decrease: what the limit is held against. */
  readonly sign: 1 | -1;
  readonly isUpper: boolean;
  readonly isRelative: boolean;
  /** In the unit of the metric, or a part of the baseline. */
  readonly limit: number;
}

const FORM = /^\s*([\w.]+)\s+(increase|decrease)\s*([<>])\s*(\S+)\s*$/;

/** Names that thresholds of a scenario use, and those of the result. */
const ALIASES: Readonly<Record<string, string>> = {
  'errors.rate': 'errorRate',
  'errors.count': 'failed',
  'requests.lost': 'failed',
  'requests.rate': 'throughputPerSecond',
  'rollout.duration': 'rollout.durationMs',
  'rollout.staleEndpoint': 'rollout.staleEndpointMs',
  'load.podSeconds': 'podSeconds',
  'load.imbalance': 'imbalance',
};

/** @throws UsageError */
export function parseDifferenceThreshold(text: string): DifferenceThreshold {
  const [, typed = '', direction = '', operator = '', limitText = ''] = FORM.exec(text) ?? [];
  if (typed === '') {
    throw new UsageError(`--threshold: expected such as "latency.p99 increase < 5%" (got "${text}")`);
  }
  const metric = metricOf(typed);
  const isRelative = limitText.endsWith('%');
  const limit = readLimit(metric, limitText);
  if (limit === null) {
    throw new UsageError(`--threshold: expected 5%, or a limit in the unit of ${typed} (got "${limitText}")`);
  }
  return {
    expression: text.trim(),
    metric,
    sign: direction === 'increase' ? 1 : -1,
    isUpper: operator === '<',
    isRelative,
    limit,
  };
}

function metricOf(typed: string): string {
  const name = Object.hasOwn(ALIASES, typed) ? ALIASES[typed]! : typed.replace(/^latency\./, 'latencyMs.');
  const names = COMPARED_METRICS.map((metric) => metric.name);
  if (names.includes(name)) return name;
  throw new UsageError(
    `--threshold: there is no metric "${typed}"; ${didYouMeanOrList(typed, names, 'metrics') ?? ''}`,
  );
}

function readLimit(metric: string, text: string): number | null {
  // An increase may well be of more than 100 %.
  if (/^\d+(?:\.\d+)?%$/.test(text)) return Number(text.slice(0, -1)) / 100;
  if (/Ms\b/.test(metric) && text !== '0') return parseDuration(text);
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** One verdict per threshold and variant that is compared. */
export function judgeDifferences(
  thresholds: readonly DifferenceThreshold[],
  comparisons: readonly ComparisonResult[],
): ThresholdResult[] {
  const variants = [...new Set(comparisons.map(({ variant }) => variant))];
  return thresholds.flatMap((threshold) =>
    variants.map((variant) => {
      const own = comparisons.find((each) => each.variant === variant && each.metric === threshold.metric);
      const observed = own === undefined ? NOT_OBSERVED : directed(own, threshold);
      const { expression, limit } = threshold;
      return { expression, variant, verdict: verdict(threshold, observed), observed, limit };
    }),
  );
}

const NOT_OBSERVED: Estimate = { mean: null, ci95: null, n: 0 };

/** The difference in the direction and the measure of the threshold. */
function directed(comparison: ComparisonResult, { sign, isRelative }: DifferenceThreshold): Estimate {
  const { difference, relative, relativeCi95 } = comparison;
  const mean = isRelative ? relative : difference.mean;
  const ci95 = isRelative ? relativeCi95 : difference.ci95;
  if (mean === null) return NOT_OBSERVED;
  const ends = ci95?.map((end) => plain(sign * end)).toSorted((x, y) => x - y);
  return {
    mean: plain(sign * mean),
    ci95: ends === undefined ? null : [ends[0]!, ends[1]!],
    n: difference.n,
  };
}

/** JSON knows no −0. */
function plain(value: number): number {
  return value === 0 ? 0 : value;
}

function verdict({ isUpper, limit }: DifferenceThreshold, { ci95 }: Estimate): ThresholdVerdict {
  if (ci95 === null) return 'undecided';
  const holds = (value: number): boolean => (isUpper ? value < limit : value > limit);
  const both = ci95.map(holds);
  if (both.every(Boolean)) return 'pass';
  return both.some(Boolean) ? 'undecided' : 'fail';
}
