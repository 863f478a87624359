/**
 * Warnings about PodDisruptionBudgets that protect nobody, or allow no eviction even when all is well.
 */
import { warn } from './draft.ts';
import { selects } from './kubernetes/behind.ts';
import type { DisruptionBudget } from './kubernetes/disruption-budget.ts';
import { replicasOf, templateOf } from './kubernetes/workload.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';

/** The world must be free of mistakes. */
export function adviseBudgets(world: World, problems: Problems): void {
  for (const budget of world.budgets) adviseBudget(budget, world, problems);
}

function adviseBudget(
  { object, parsed }: Modelled<DisruptionBudget>,
  world: World,
  problems: Problems,
): void {
  const { matchLabels } = parsed!.spec.selector;
  const protectedOnes = world.workloads.filter(
    (each) =>
      each.object.namespace === object.namespace &&
      selects(matchLabels, templateOf(each.parsed!).metadata.labels),
  );
  if (protectedOnes.length === 0) {
    const expected = 'no modelled workload has these labels: the budget protects nobody';
    return warn(object.view, { path: ['spec', 'selector', 'matchLabels'], expected }, problems);
  }
  const replicas = protectedOnes.reduce((sum, { parsed: workload }) => sum + replicasOf(workload!), 0);
  const blocking = blockingField(parsed!, replicas);
  if (blocking === null || replicas === 0) return;
  const expected = `allows no eviction even while all ${replicas} pods are healthy: a drain waits for ever`;
  warn(object.view, { path: ['spec', blocking], expected }, problems);
}

/** Which limit leaves nothing to evict of so many pods; percentages round up. */
function blockingField(
  { spec: { minAvailable, maxUnavailable } }: DisruptionBudget,
  replicas: number,
): 'minAvailable' | 'maxUnavailable' | null {
  if (maxUnavailable !== undefined) return scaled(maxUnavailable, replicas) === 0 ? 'maxUnavailable' : null;
  return minAvailable !== undefined && scaled(minAvailable, replicas) >= replicas ? 'minAvailable' : null;
}

function scaled(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}
