/**
 * Whether figures were counted before the service had warmed up: the latencies of the first tenth of the steady part of
 * the window are held against those of its second half, by a t test over twentieths.
 */
import type { SimulationOptions } from '../model/options.ts';
import type { PooledSeries } from './pooled-series.ts';
import { summaryOf } from './statistics/t-intervals.ts';
import { partsOf, steadyUntilMs } from './steady-span.ts';
import { studentTPValue } from './student-t.ts';

const PARTS = 20;
const FIRST_TENTH = 2;
const SECOND_HALF = 10;
/** A smaller difference harms no one. */
const RELATIVE = 0.02;
/** One sound run in so many is called unsound. */
const ODDS = 200;

export function isWarmUpTooShort(series: PooledSeries, simulation: SimulationOptions): boolean {
  const until = steadyUntilMs(simulation);
  const parts = partsOf(simulation.warmupMs, until, series.intervalMs, PARTS);
  const means = parts.map(({ from, to }) => series.latency.mean(from, to).mean);
  if (means.length < PARTS || means.some(Number.isNaN)) return false;
  const first = summaryOf(means.slice(0, FIRST_TENTH));
  const { n, mean, variance } = summaryOf(means.slice(SECOND_HALF));
  const difference = first.mean - mean;
  if (Math.abs(difference) <= RELATIVE * mean) return false;
  const error = Math.sqrt(variance * (1 / first.n + 1 / n));
  return studentTPValue(difference / error, n - 1) < 1 / ODDS;
}
