/** How many nodes admit the pods of a DaemonSet, for what is said and reckoned before anything is simulated. */
import type { NodeOptions, PodOptions, TaintOptions, TolerationOptions } from '../model/options.ts';
import { selects } from './kubernetes/behind.ts';

/** Nodes with the labels that it selects, and no taint that it does not tolerate. */
export function eligibleNodes(
  nodes: readonly NodeOptions[],
  { nodeSelector = {}, tolerations = [] }: PodOptions,
): number {
  return nodes.filter(({ name, zone, labels, taints = [] }) => {
    const all = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone, ...labels };
    const isSelected = Object.keys(nodeSelector).length === 0 || selects(nodeSelector, all);
    return isSelected && taints.every((taint) => isBorne(taint, tolerations));
  }).length;
}

function isBorne(taint: TaintOptions, tolerations: readonly TolerationOptions[]): boolean {
  if (taint.effect === 'PreferNoSchedule') return true;
  return tolerations.some(({ key = '', operator = 'Equal', value = '', effect = taint.effect }) => {
    const isMeant = effect === taint.effect && (key === '' || key === taint.key);
    return isMeant && (operator === 'Exists' || value === (taint.value ?? ''));
  });
}
