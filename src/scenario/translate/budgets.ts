/**
 * PodDisruptionBudgets of a complete scenario into the model's options.
 */
import type { BudgetOptions, SimulationOptions } from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import type { DisruptionBudget } from '../kubernetes/disruption-budget.ts';
import { intOrPercent, withNamespace } from './workloads.ts';

/** Nothing where there are none. */
export function budgetsIn(scenario: Scenario): Pick<SimulationOptions, 'budgets'> {
  const found = scenario.resources.filter((each) => each.kind === 'PodDisruptionBudget');
  return found.length === 0 ? {} : { budgets: found.map((each) => budgetOptions(each, scenario)) };
}

function budgetOptions({ metadata, spec }: DisruptionBudget, scenario: Scenario): BudgetOptions {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy, selector } = spec;
  return {
    name: metadata.name,
    selector: withNamespace(selector.matchLabels, metadata.namespace, scenario),
    ...(minAvailable !== undefined && { minAvailable: intOrPercent(minAvailable) }),
    ...(maxUnavailable !== undefined && { maxUnavailable: intOrPercent(maxUnavailable) }),
    ...(unhealthyPodEvictionPolicy !== undefined && { unhealthyPodEvictionPolicy }),
  };
}
