/**
 * From figures of independent replications to an estimate with its 95 % interval. A figure is never shown without
 * one; where one replication allows none, the interval is `null`. Nothing here knows what the figures mean.
 */
import { mean as meanOf, sampleStandardDeviation } from 'simple-statistics';
import { eventBounds } from './event-bounds.ts';
import type { Estimate } from './result.ts';
import { studentTQuantile } from './student-t.ts';

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
  const center = meanOf(values);
  const deviation = values.length < 2 ? 0 : sampleStandardDeviation(values);
  return { mean: center, ci95: interval(center, deviation, values.length, range), n: values.length };
}

/** Estimates of a share measured once per replication, such as a utilisation. */
export function estimateMeanShare(figures: readonly (number | null)[]): Estimate {
  return estimateMean(figures, SHARE);
}

/** Mean number of events per replication, with the bounds of {@link eventBounds}: never [0, 0]. */
export function estimateCount(counts: readonly number[]): Estimate {
  const n = counts.length;
  if (n === 0) return NOTHING_OBSERVED;
  const bounds = eventBounds(counts, null);
  return { mean: sum(counts) / n, ci95: bounds === null ? null : [bounds[0] / n, bounds[1] / n], n };
}

/**
 * The share of `trials` that were `events`, over all replications: the ratio of the totals, not the mean of the
 * ratios, with the bounds of {@link eventBounds}. 0 of N is [0, 3.7 / N]; N of N is its mirror image.
 */
export function estimateShare(events: readonly number[], trials: readonly number[]): Estimate {
  const n = trials.length;
  const happened = sum(events);
  const tried = sum(trials);
  if (tried === 0) return NOTHING_OBSERVED;
  const mean = happened / tried;
  if (2 * happened > tried) {
    const bounds = eventBounds(
      trials.map((trial, r) => trial - events[r]!),
      trials,
    );
    return { mean, ci95: bounds === null ? null : [1 - bounds[1] / tried, 1 - bounds[0] / tried], n };
  }
  const bounds = eventBounds(events, trials);
  return { mean, ci95: bounds === null ? null : [bounds[0] / tried, bounds[1] / tried], n };
}

function interval(center: number, deviation: number, n: number, range: Range): [number, number] | null {
  if (n < 2) return null;
  const half = (studentTQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
  return [Math.max(range.min, center - half), Math.min(range.max, center + half)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
