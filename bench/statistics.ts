/**
 * Ratios of times with 95 % intervals. The unit of observation is a block: one process, whose many batches are already
 * one median, so that a batch that somebody disturbed does not count. Everything is done with logarithms, because
 * disturbances multiply times, and because then the interval of b/a is that of a/b turned over. With so few blocks
 * (7, or 3) Student's t is used: percentile bootstraps of so few values are too narrow, and not the same twice.
 */
import { studentTQuantile } from '../src/experiment/student-t.ts';
import { Tally } from '../src/kernel/statistics/tally.ts';

/** A ratio and its 95 % interval; no bounds where there is only one block. */
export interface Ratio {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

function tallyOfLogs(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.record(Math.log(value));
  return tally;
}

function ratio(logarithm: number, standardError: number, degreesOfFreedom: number): Ratio {
  const value = Math.exp(logarithm);
  if (!(degreesOfFreedom > 0)) return { value, low: null, high: null };
  const half = studentTQuantile(0.975, Math.max(degreesOfFreedom, 1)) * standardError;
  return { value, low: Math.exp(logarithm - half), high: Math.exp(logarithm + half) };
}

/** The geometric mean of the blocks, with its interval: the centre of {@link unpairedRatio}. */
export function centre(blocks: readonly number[]): Ratio {
  const { count, mean, standardDeviation } = tallyOfLogs(blocks);
  return ratio(mean, standardDeviation / Math.sqrt(count), count - 1);
}

/**
 * `a` / `b` of two runs, whose blocks have nothing to do with each other: Welch's t, for the runs may differ in noise.
 * @see Welch, Biometrika 34, 1947
 */
export function unpairedRatio(a: readonly number[], b: readonly number[]): Ratio {
  const [of, to] = [tallyOfLogs(a), tallyOfLogs(b)];
  const [varianceOf, varianceTo] = [of.variance / of.count, to.variance / to.count];
  const variance = varianceOf + varianceTo;
  const scatter = varianceOf ** 2 / (of.count - 1) + varianceTo ** 2 / (to.count - 1);
  // Without any scatter the degrees do not matter.
  const degreesOfFreedom = variance === 0 ? of.count + to.count - 2 : variance ** 2 / scatter;
  return ratio(of.mean - to.mean, Math.sqrt(variance), degreesOfFreedom);
}

/**
 * `a` / `b` of one run, round by round, so that what disturbed both alike in a round cancels: the median ratio, and the
 * t interval of the mean logarithm.
 */
export function pairedRatio(a: readonly number[], b: readonly number[]): Ratio {
  const ratios = a.map((value, round) => value / b[round]!);
  return { ...centre(ratios), value: median(ratios) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
