/**
 * Intervals from one long run, whose requests depend on each other: batch means. The steady part of the window is cut
 * into equal batches; their ratio estimates make the intervals of mean and shares, and of a quantile by way of the share
 * below it. The mean has its error from the spectrum of shorter batches, where the series has as many.
 *
 * @see Law, Simulation Modeling and Analysis, 5th ed., §9.5.3; Schmeiser, Operations Research 30 (1982) 556
 */
import { bucketOf } from '../kernel/statistics/buckets.ts';
import type { Histogram } from '../kernel/statistics/histogram.ts';
import type { SimulationOptions } from '../model/options.ts';
import { estimateShare } from './estimate.ts';
import type { PooledSeries } from './pooled-series.ts';
import { LATENCY_QUANTILES } from './result.ts';
import type { Estimate, LatencyMetric, Summary } from './result.ts';
import { batchCorrelation } from './statistics/batch-means.ts';
import { queueMeanInterval } from './statistics/queue-mean-interval.ts';
import { smallestSampleForMaximum } from './statistics/order-statistics.ts';
import { burstyShareInterval } from './statistics/share-interval.ts';
import { SPECTRAL_BATCHES, SPECTRAL_DEGREES, spectralError } from './statistics/spectral-error.ts';
import { partsOf, steadyUntilMs } from './steady-span.ts';
import type { Span } from './steady-span.ts';
import { studentTQuantile } from './student-t.ts';

/** More of them would be shorter, and in a busy queue depend on each other and hold a burst or none (Schmeiser 1982). */
const BATCHES = 10;
/** Requests in a batch, on average, for its mean to be nearly normal. */
const ENOUGH_REQUESTS = 100;

/** What one run says of itself. */
export interface WithinRun {
  readonly batches: number;
  readonly summary: Summary;
}

/**
 * The summary of one replication with intervals by batch means; `null` where its batches cannot be taken for
 * independent, or something happens within the window.
 *
 * @param latency - of the same replication's window
 */
export function withinRun(
  summary: Summary,
  series: PooledSeries,
  latency: Histogram,
  simulation: SimulationOptions,
): WithinRun | null {
  const { warmupMs, durationMs } = simulation;
  if (steadyUntilMs(simulation) < durationMs) return null;
  const batches = independentBatches(series, warmupMs, durationMs);
  if (batches === null) return null;
  const hundredths = partsOf(warmupMs, durationMs, series.intervalMs, SPECTRAL_BATCHES);
  const counts = batches.map(({ from, to }) => series.countsIn(from, to));
  const failed = counts.map((count) => count.failed);
  const requests = counts.map((count) => count.requests);
  const { mean, ...others } = summary.latencyMs;
  const latencyMs = Object.fromEntries(
    Object.entries(others).map(([name, estimate]) => {
      const q = LATENCY_QUANTILES[name as LatencyMetric];
      return [
        name,
        q === undefined
          ? estimate
          : { ...estimate, ci95: quantileInterval(q, estimate, series, latency, batches) },
      ];
    }),
  ) as Summary['latencyMs'];
  const share = estimateShare(failed, requests);
  return {
    batches: batches.length,
    summary: {
      ...summary,
      requests: countEstimate(summary.requests, requests),
      failed:
        share.ci95 === null || failed.every((count) => count === 0)
          ? summary.failed
          : countEstimate(summary.failed, failed),
      errorRate: { ...summary.errorRate, ci95: share.ci95 },
      latencyMs: { ...latencyMs, mean: { ...mean, ci95: meanInterval(mean, series, batches, hundredths) } },
    },
  };
}

function independentBatches(series: PooledSeries, fromMs: number, untilMs: number): readonly Span[] | null {
  const batches = partsOf(fromMs, untilMs, series.intervalMs, BATCHES);
  const found = batches.map(({ from, to }) => series.latency.mean(from, to));
  if (found.length < BATCHES || found.some((batch) => batch.count < ENOUGH_REQUESTS)) return null;
  return batchCorrelation(found.map((batch) => batch.mean)) <= 2 / Math.sqrt(BATCHES) ? batches : null;
}

/** Of a ratio of totals: Σ values / Σ sizes by batches. */
function standardError(values: readonly number[], sizes: readonly number[]): number {
  const n = values.length;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const ratio = values.reduce((sum, value) => sum + value, 0) / total;
  const squares = values.reduce((sum, value, b) => sum + (value - ratio * sizes[b]!) ** 2, 0);
  return Math.sqrt(squares / (n - 1) / n) / (total / n);
}

/** `null` also where the mean is so unsure that its interval has no end. */
function meanInterval(
  { mean }: Estimate,
  { latency }: PooledSeries,
  tenths: readonly Span[],
  hundredths: readonly Span[],
): Estimate['ci95'] {
  if (mean === null) return null;
  const isLong = hundredths.length === SPECTRAL_BATCHES;
  const found = (isLong ? hundredths : tenths).map(({ from, to }) => latency.mean(from, to));
  const sizes = found.map(({ count }) => count);
  const sums = found.map((batch) => (batch.count === 0 ? 0 : batch.mean * batch.count));
  return isLong
    ? queueMeanInterval(mean, spectralError(sums, sizes), SPECTRAL_DEGREES)
    : queueMeanInterval(mean, standardError(sums, sizes), tenths.length - 1);
}

/** Of a number per run, which is the sum of as many batches and the same part of what lies outside of them. */
function countEstimate(whole: Estimate, counts: readonly number[]): Estimate {
  if (whole.mean === null) return whole;
  const sum = counts.reduce((total, count) => total + count, 0);
  const ones = counts.map(() => 1);
  const half = studentTQuantile(0.975, counts.length - 1) * standardError(counts, ones) * counts.length;
  const scale = sum === 0 ? 1 : whole.mean / sum;
  return { ...whole, ci95: [Math.max(0, whole.mean - scale * half), whole.mean + scale * half] };
}

function quantileInterval(
  q: number,
  { mean: value }: Estimate,
  { latency: byInterval }: PooledSeries,
  latency: Histogram,
  batches: readonly Span[],
): Estimate['ci95'] {
  if (value === null) return null;
  const bucket = bucketOf(value);
  const below = batches.map(({ from, to }) => byInterval.countBelow(from, to, bucket));
  const sizes = batches.map(({ from, to }) => byInterval.mean(from, to).count);
  const [count, total] = [below, sizes].map((each) => each.reduce((sum, part) => sum + part, 0));
  if (total! < smallestSampleForMaximum(q, 0.975)) return null;
  const [low, high] = burstyShareInterval(below, sizes);
  // The bucket begins a little below the quantile.
  const missing = q - count! / total!;
  return [
    Math.min(value, latency.quantile(low + missing)),
    Math.max(value, latency.quantile(Math.min(1, high + missing))),
  ];
}
