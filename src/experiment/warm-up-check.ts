/**
 * Whether figures were counted before the service had warmed up: the latencies of the first tenth of the steady part of
 * the window are held against those of its second half. Over replications, whose differences are independent, by a t test
 * of these; in one long run alone by a t test over twentieths, which are not quite.
 */
import type { SimulationOptions } from '../model/options.ts';
import type { SeriesDigest } from './digest.ts';
import { meanOfPacked } from './packed-counts.ts';
import type { PooledSeries } from './pooled-series.ts';
import { summaryOf } from './statistics/t-intervals.ts';
import { partsOf, steadyUntilMs } from './steady-span.ts';
import type { Span } from './steady-span.ts';
import { studentTPValue } from './student-t.ts';

const PARTS = 20;
const FIRST_TENTH = 2;
const SECOND_HALF = 10;
/** A smaller difference harms no one. */
const RELATIVE = 0.02;
/** One sound run in so many is called unsound. */
const ODDS = 200;

export class WarmUpCheck {
  /** None where the steady part is too short for the series' intervals. */
  private readonly parts: readonly Span[];
  /** Of each replication: mean of the first tenth, mean of the second half. */
  private readonly pairs: (readonly [number, number])[] = [];

  constructor(simulation: SimulationOptions, intervalMs: number) {
    this.parts = partsOf(simulation.warmupMs, steadyUntilMs(simulation), intervalMs, PARTS);
  }

  /** Takes in a replication. O(length of its packed latencies) */
  add({ latency }: SeriesDigest): void {
    if (this.parts.length < PARTS) return;
    const mean = (from: number, to: number): number =>
      meanOfPacked(latency, this.parts[from]!.from, this.parts[to - 1]!.to).mean;
    this.pairs.push([mean(0, FIRST_TENTH), mean(SECOND_HALF, PARTS)]);
  }

  /** @param series - of all replications taken in */
  isTooShort(series: PooledSeries): boolean {
    if (this.parts.length < PARTS) return false;
    return this.pairs.length === 1 ? this.differsWithin(series) : this.differsOver();
  }

  /** A replication that answered nothing in one of the parts has nothing to say. */
  private differsOver(): boolean {
    const known = this.pairs.filter((pair) => !pair.some(Number.isNaN));
    if (known.length < 2) return false;
    const { n, mean, variance } = summaryOf(known.map(([first, rest]) => first - rest));
    const settled = summaryOf(known.map(([, rest]) => rest)).mean;
    return isReal(mean, settled, variance / n, n - 1);
  }

  private differsWithin({ latency }: PooledSeries): boolean {
    const means = this.parts.map(({ from, to }) => latency.mean(from, to).mean);
    const first = summaryOf(means.slice(0, FIRST_TENTH));
    const { n, mean, variance } = summaryOf(means.slice(SECOND_HALF));
    return isReal(first.mean - mean, mean, variance * (1 / first.n + 1 / n), n - 1);
  }
}

/** @param squaredError - the estimated variance of the difference. NaN, where a part is without requests, is none */
function isReal(
  difference: number,
  settled: number,
  squaredError: number,
  degreesOfFreedom: number,
): boolean {
  if (!(Math.abs(difference) > RELATIVE * settled)) return false;
  return studentTPValue(difference / Math.sqrt(squaredError), degreesOfFreedom) < 1 / ODDS;
}
