/**
 * The difference of two counts of rare events, where Student's t says nothing: with no event seen it would say [0, 0].
 * The interval is made of the exact ones of the two estimates, the p-value is the larger of two exact tests, of which
 * one takes the events and the other the runs as independent; common random numbers make both cautious.
 *
 * @see Zou & Donner, Statistics in Medicine 27 (2008) 1693; Przyborowski & Wilenski, Biometrika 31 (1940) 313.
 */
import type { Estimate } from './result.ts';

type Interval = readonly [number, number];

/** Of `value − baseline`, from the two means and their intervals: the square-and-add rule. */
export function squareAndAdd(value: Estimate, baseline: Estimate): Interval | null {
  if (value.mean === null || baseline.mean === null) return null;
  if (value.ci95 === null || baseline.ci95 === null) return null;
  const difference = value.mean - baseline.mean;
  return [
    difference - Math.hypot(value.mean - value.ci95[0], baseline.ci95[1] - baseline.mean),
    difference + Math.hypot(value.ci95[1] - value.mean, baseline.mean - baseline.ci95[0]),
  ];
}

/** [pairs] Events of both sides, a handful in all. */
export function rarePValue(events: readonly number[], baseline: readonly number[]): number {
  const [some, others] = [events, baseline].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const differences = events.map((count, r) => count - baseline[r]!);
  return Math.max(coinPValue(some!, others!), signPValue(differences));
}

/** Whether the pairs lean to one side: the sign test, over those that differ. */
export function signPValue(differences: readonly number[]): number {
  const up = differences.filter((difference) => difference > 0).length;
  const down = differences.filter((difference) => difference < 0).length;
  return coinPValue(up, down);
}

/** Two-sided p-value of `heads` and `tails` from a fair coin; 1 without a throw. O(heads + tails). */
function coinPValue(heads: number, tails: number): number {
  const throws = heads + tails;
  let term = 0.5 ** throws;
  let sum = 0;
  for (let k = 0; k <= Math.min(heads, tails); k++) {
    sum += term;
    term *= (throws - k) / (k + 1);
  }
  return Math.min(1, 2 * sum);
}
