/**
 * The arithmetic of a PodDisruptionBudget, as pure functions of its spec and of the pods it selects.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go (getExpectedPodCount, updatePdbStatus)
 */
import type { BudgetOptions, IntOrPercent } from '../../options.ts';

/** What the pods that a budget selects come to. */
export interface BudgetedPods {
  readonly pods: number;
  /** Ready, neither being deleted nor about to be. */
  readonly healthy: number;
  /** Sum of spec.replicas of their controllers. */
  readonly scale: number;
}

/** status of a PodDisruptionBudget. */
export interface BudgetStatus {
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  /** Evictions that would be granted now. */
  readonly disruptionsAllowed: number;
}

/** Percentages of both kinds round up, so that one of maxUnavailable grants more than it says. */
export function budgetStatus(budget: BudgetOptions, counted: BudgetedPods): BudgetStatus {
  const { minAvailable, maxUnavailable } = budget;
  const counts = typeof minAvailable === 'number' && maxUnavailable === undefined;
  // One that says neither expects nothing, and so never grants a disruption.
  const saysNothing = minAvailable === undefined && maxUnavailable === undefined;
  const expectedPods = saysNothing ? 0 : counts ? counted.pods : counted.scale;
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaled(minAvailable ?? 0, expectedPods)
      : Math.max(0, expectedPods - scaled(maxUnavailable, expectedPods));
  const spare = Math.max(0, counted.healthy - desiredHealthy);
  return {
    currentHealthy: counted.healthy,
    desiredHealthy,
    expectedPods,
    disruptionsAllowed: expectedPods > 0 ? spare : 0,
  };
}

/** GetScaledValueFromIntOrPercent, rounding up. */
function scaled(value: IntOrPercent, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((value.percent * total) / 100);
}
