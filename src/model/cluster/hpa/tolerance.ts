/** By how much a metric may miss its target before replicas change, and the bounds of a number of replicas. */

/** Fractions of the target, ≥ 0. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** Both ends are within. NaN, the ratio of nothing to nothing, is not. */
export function isWithin({ scaleUp, scaleDown }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}

/** The largest number that the API can hold (an int32). */
export const MOST_REPLICAS = 2 ** 31 - 1;

/** The next whole number of replicas that the API can hold. */
export function roundedUp(replicas: number): number {
  return Math.min(Math.ceil(replicas), MOST_REPLICAS);
}
