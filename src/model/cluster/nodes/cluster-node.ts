/** A node object as the API server stores it. What becomes of the machine itself is elsewhere. */
import type { NodeOptions, TaintOptions } from '../../options.ts';
import { EVICTING, UNREACHABLE, UNSCHEDULABLE } from './taints.ts';

export interface ClusterNode {
  readonly index: number;
  readonly options: NodeOptions;
  /** Condition Ready: True, or Unknown when its kubelet has not been heard of for too long. */
  ready: boolean;
  /** spec.unschedulable */
  unschedulable: boolean;
  /** Taints node.kubernetes.io/unreachable:NoSchedule and :NoExecute, which come and go at times of their own. */
  unreachable: boolean;
  evicting: boolean;
}

/** Every node has some capacity: cores and bytes that count, where shares are reckoned, if the scenario says none. */
export const ASSUMED_CAPACITY = { cpu: 4, memory: 16 * 2 ** 30 } as const;

export function newNode(options: NodeOptions, index: number): ClusterNode {
  return { index, options, ready: true, unschedulable: false, unreachable: false, evicting: false };
}

/** Every taint it has now. */
export function taintsOf(node: ClusterNode): readonly TaintOptions[] {
  return [
    ...(node.options.taints ?? []),
    ...(node.unschedulable ? [UNSCHEDULABLE] : []),
    ...(node.unreachable ? [UNREACHABLE] : []),
    ...(node.evicting ? [EVICTING] : []),
  ];
}
