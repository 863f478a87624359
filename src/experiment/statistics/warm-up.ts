/**
 * Where the warm-up of a series ends: MSER, which truncates where the standard error of the rest is smallest, and
 * Welch's moving average, for the eye.
 *
 * @see White, Simulation 69 (1997) 323; White, Cobb & Spratt, Winter Simulation Conference 2000; Welch in Lavenberg
 * (ed.), Computer Performance Modeling Handbook, 1983; Law, 5th ed., §9.5.1.
 */
import { mean } from 'simple-statistics';
import { assert } from '../../base/assert.ts';

export interface Truncation {
  /** Observations to leave out. */
  readonly observations: number;
  /** Mean of the rest: of whole batches, as is the statistic. */
  readonly meanAfter: number;
  /** Squared standard error of the rest, as MSER takes it. */
  readonly statistic: number;
}

/**
 * MSER-m: over means of `batch` observations each (5 is usual), the truncation d ≤ half of them that minimises
 * Σ (Yᵢ − mean)² / (n − d)²; the first of equals. O(n), summed from the end by Welford's recurrence.
 */
export function mser(data: readonly number[], batch: number): Truncation {
  const n = Math.floor(data.length / batch);
  assert(n >= 2, 'MSER needs two batches');
  let best: Truncation = { observations: 0, meanAfter: NaN, statistic: Infinity };
  let center = 0;
  let squares = 0;
  for (let d = n - 1; d >= 0; d--) {
    const value = batchMean(data, d, batch);
    const kept = n - d;
    const step = value - center;
    center += step / kept;
    squares += step * (value - center);
    const statistic = squares / kept ** 2;
    if (d <= n / 2 && statistic <= best.statistic) {
      best = { observations: d * batch, meanAfter: center, statistic };
    }
  }
  return best;
}

function batchMean(data: readonly number[], index: number, batch: number): number {
  let sum = 0;
  for (let i = index * batch; i < (index + 1) * batch; i++) sum += data[i]!;
  return sum / batch;
}

/** [length] Mean over replications of each observation: `replications[r][i]`, all of one length. */
export function averageSeries(replications: readonly (readonly number[])[]): number[] {
  const length = Math.min(...replications.map((series) => series.length));
  return Array.from({ length }, (_, i) => mean(replications.map((series) => series[i]!)));
}

/** [length − window] Means over `window` neighbours on both sides; over fewer near the start, as many on each side. */
export function movingAverage(series: readonly number[], window: number): number[] {
  return Array.from({ length: Math.max(0, series.length - window) }, (_, i) => {
    const reach = Math.min(i, window);
    return mean(series.slice(i - reach, i + reach + 1));
  });
}
