/** PodDisruptionBudgets in words. */
import type { BudgetOptions, IntOrPercent } from '../../model/options.ts';
import { list } from './text.ts';

export function describeBudgets(budgets: readonly BudgetOptions[] = []): string[] {
  return budgets.map(({ name, selector, minAvailable, maxUnavailable, unhealthyPodEvictionPolicy }) => {
    const labels = list(Object.entries(selector).map(([key, value]) => `${key}=${value}`));
    const limits = [
      ...(minAvailable === undefined ? [] : [`minAvailable ${amount(minAvailable)}`]),
      ...(maxUnavailable === undefined ? [] : [`maxUnavailable ${amount(maxUnavailable)}`]),
      ...(unhealthyPodEvictionPolicy === undefined ? [] : [unhealthyPodEvictionPolicy]),
    ];
    return `poddisruptionbudget/${name}: pods with ${labels}; ${limits.length === 0 ? 'no limit' : limits.join(', ')}`;
  });
}

function amount(value: IntOrPercent): string {
  return typeof value === 'number' ? String(value) : `${value.percent}%`;
}
