/**
 * How tight an interval is wanted, such as `5%`, `latencyMs.p99=2ms` or `errorRate=0.0005`, and whether it is. Relative
 * precision γ is of the unknown truth, so that of the observed mean it is γ / (1 + γ) (Law, 5th ed., §9.4.1).
 */
import { UsageError } from '../base/errors.ts';
import { didYouMeanOrList } from '../scenario/suggest.ts';
import { parseDuration } from '../scenario/values/duration.ts';
import { parseShare } from '../scenario/values/rate.ts';
import { COMPARED_METRICS } from './compared-metrics.ts';
import type { Estimate, Summary } from './result.ts';
import { halfWidthWanted } from './statistics/replications-needed.ts';

export interface PrecisionTarget {
  /** As typed, with its metric: `latencyMs.p99=2ms`. */
  readonly expression: string;
  /** As in {@link Summary}: `latencyMs.p99`. */
  readonly metric: string;
  readonly isRelative: boolean;
  /** Half-width of the 95 % interval: a part of the mean, or in the unit of the metric. */
  readonly limit: number;
}

/** What a precision without a metric is wanted of. */
const USUAL_METRICS: readonly string[] = ['latencyMs.mean', 'latencyMs.p50', 'latencyMs.p99', 'errorRate'];

/** Reads one `--precision`; a limit alone stands for one target per usual metric. @throws UsageError */
export function parsePrecision(text: string): readonly PrecisionTarget[] {
  const [, metric = '', limit = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
  const names = COMPARED_METRICS.map(({ name }) => name);
  if (metric === '') return USUAL_METRICS.map((each) => target(each, limit, text));
  if (!names.includes(metric)) {
    const hint = didYouMeanOrList(metric, names, 'metrics') ?? '';
    throw new UsageError(`--precision: there is no metric "${metric}"; ${hint}`);
  }
  return [target(metric, limit, text)];
}

function target(metric: string, text: string, typed: string): PrecisionTarget {
  const isRelative = text.endsWith('%');
  const limit = isRelative ? parseShare(text) : absolute(metric, text);
  if (limit === null || limit <= 0) {
    const example = /Ms\b/.test(metric) ? '2ms' : '0.01';
    throw new UsageError(`--precision: expected 5%, or ${metric}=${example} (got "${typed}")`);
  }
  return { expression: `${metric}=${text}`, metric, isRelative, limit };
}

function absolute(metric: string, text: string): number | null {
  if (/Ms\b/.test(metric)) return parseDuration(text);
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** The half-width that is enough; `null` where nothing was observed that could be told more precisely. */
export function wantedHalfWidth(
  { metric, isRelative, limit }: PrecisionTarget,
  summary: Summary,
): number | null {
  const { mean } = estimateAt(summary, metric);
  if (mean === null || (isRelative && mean === 0)) return null;
  return isRelative ? halfWidthWanted(mean, limit) : limit;
}

/** Whether the interval is as tight as wanted; what was not observed is not waited for. */
export function isPrecise(wanted: PrecisionTarget, summary: Summary): boolean {
  const halfWidth = wantedHalfWidth(wanted, summary);
  if (halfWidth === null) return true;
  const { ci95 } = estimateAt(summary, wanted.metric);
  return ci95 !== null && (ci95[1] - ci95[0]) / 2 <= halfWidth;
}

const NOT_OBSERVED: Estimate = { mean: null, ci95: null, n: 0 };

/** The estimate at a path such as `rollout.durationMs`. */
export function estimateAt(summary: Summary, path: string): Estimate {
  const found = path
    .split('.')
    .reduce<unknown>((holder, key) => (holder as Record<string, unknown> | null)?.[key], summary);
  return (found as Estimate | undefined) ?? NOT_OBSERVED;
}
