/**
 * From figures of independent replications to an estimate with its 95 % interval. A figure is never shown without
 * one; where one replication allows none, the interval is `null`. Nothing here knows what the figures mean.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { binomialBounds, poissonBounds } from './exact-bounds.ts';
import type { Estimate } from './result.ts';
import { studentTQuantile } from './student-t.ts';

/** Below this many events in all, a t interval over replications is not to be trusted. */
const FEW_EVENTS = 10;

/** Where the quantity can lie; an interval does not reach beyond. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const NON_NEGATIVE: Range = { min: 0, max: Infinity };
const SHARE: Range = { min: 0, max: 1 };
const NOTHING_OBSERVED: Estimate = { mean: null, ci95: null, n: 0 };

/**
 * Mean and Student-t interval of the figures that were observed; `null` and NaN are replications in which there was
 * nothing to observe. All our figures are times, counts and shares: the interval is cut at `range`.
 */
export function estimateMean(figures: readonly (number | null)[], range: Range = NON_NEGATIVE): Estimate {
  const values = figures.filter((value): value is number => value !== null && !Number.isNaN(value));
  if (values.length === 0) return NOTHING_OBSERVED;
  const center = mean(values);
  const deviation = values.length < 2 ? 0 : sampleStandardDeviation(values);
  return { mean: center, ci95: interval(center, deviation, values.length, range), n: values.length };
}

/** Estimates of a share measured once per replication, such as a utilisation. */
export function estimateMeanShare(figures: readonly (number | null)[]): Estimate {
  return estimateMean(figures, SHARE);
}

/** Mean number of events per replication; a few events in all are taken as Poisson, with exact bounds. */
export function estimateCount(counts: readonly number[]): Estimate {
  const events = sum(counts);
  if (counts.length === 0 || events >= FEW_EVENTS) return estimateMean(counts);
  const [low, high] = poissonBounds(events);
  const [lowInRuns, highInRuns] = burstBounds(counts);
  const n = counts.length;
  return { mean: events / n, ci95: [Math.min(low / n, lowInRuns), Math.max(high / n, highInRuns)], n };
}

/**
 * The share of `trials` that were `events`, over all replications: the ratio of the totals, not the mean of the
 * ratios, with the ratio estimator's interval (Cochran, Sampling Techniques, §6.3). A few events in all, or a few
 * exceptions, are pooled, with Clopper & Pearson's bounds: 0 of N is [0, 3.7 / N]. Those hold for independent events;
 * where events come in bursts, the bounds of {@link burstBounds} are wider, and count.
 */
export function estimateShare(events: readonly number[], trials: readonly number[]): Estimate {
  const n = trials.length;
  const happened = sum(events);
  const tried = sum(trials);
  if (tried === 0) return NOTHING_OBSERVED;
  const share = happened / tried;
  if (happened < FEW_EVENTS) {
    const [low, high] = binomialBounds(happened, tried);
    const [lowInRuns, highInRuns] = burstBounds(events).map((bound) => (bound * n) / tried) as [
      number,
      number,
    ];
    return { mean: share, ci95: [Math.min(low, lowInRuns), Math.min(1, Math.max(high, highInRuns))], n };
  }
  if (tried - happened < FEW_EVENTS) {
    const [low, high] = binomialBounds(tried - happened, tried);
    return { mean: share, ci95: [1 - high, 1 - low], n };
  }
  const squares = sum(trials.map((trial, r) => ((events[r] ?? 0) - share * trial) ** 2));
  const deviation = n < 2 ? 0 : Math.sqrt(squares / (n - 1)) / (tried / n);
  return { mean: share, ci95: interval(share, deviation, n, SHARE), n };
}

/**
 * Bounds of the mean number of events per run when a run has either none or a burst of the size seen: the exact
 * bounds of the share of runs with events, times the mean burst. Without any event the burst is taken as one.
 */
function burstBounds(counts: readonly number[]): [number, number] {
  const hit = counts.filter((count) => count > 0).length;
  const burst = hit === 0 ? 1 : sum(counts) / hit;
  const [low, high] = binomialBounds(hit, counts.length);
  return [low * burst, high * burst];
}

function interval(center: number, deviation: number, n: number, range: Range): [number, number] | null {
  if (n < 2) return null;
  const half = (studentTQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
  return [Math.max(range.min, center - half), Math.min(range.max, center + half)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
