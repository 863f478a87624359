/** Where the pods of a DaemonSet may be, and the tolerations that its controller gives them. */
import type { PodOptions, PodTemplate, TaintOptions, TolerationOptions } from '../options.ts';
import { taintsOf, type ClusterNode } from './nodes/cluster-node.ts';
import { isSelected, labelsOf } from './nodes/node-labels.ts';
import { EVICTING, toleratesAll, UNSCHEDULABLE } from './nodes/taints.ts';

const PRESSURES = ['disk-pressure', 'memory-pressure', 'pid-pressure'];

/**
 * Every pod of a DaemonSet stays on a node that is not heard of, and is placed on one that is cordoned; but none is made
 * for a node that is not heard of.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/util/daemonset_util.go (AddOrUpdateDaemonPodTolerations)
 */
const DAEMON_TOLERATIONS: readonly TolerationOptions[] = [
  exists('node.kubernetes.io/not-ready', 'NoExecute'),
  exists(EVICTING.key, 'NoExecute'),
  ...PRESSURES.map((name) => exists(`node.kubernetes.io/${name}`, 'NoSchedule')),
  exists(UNSCHEDULABLE.key, 'NoSchedule'),
];

function exists(key: string, effect: TaintOptions['effect']): TolerationOptions {
  return { key, operator: 'Exists', effect };
}

/** The template with the tolerations of a DaemonSet, which replace those that differ in their seconds only. */
export function daemonTemplate({ labels, pod }: PodTemplate): PodTemplate {
  const own = (pod.tolerations ?? []).filter(
    (each) => !DAEMON_TOLERATIONS.some((other) => isSame(each, other)),
  );
  return { labels, pod: { ...pod, tolerations: [...own, ...DAEMON_TOLERATIONS] } };
}

function isSame(a: TolerationOptions, b: TolerationOptions): boolean {
  const { operator = 'Equal', value = '' } = a;
  return a.key === b.key && a.effect === b.effect && operator === b.operator && value === (b.value ?? '');
}

/** What the node is to the set (NodeShouldRunDaemonPod). @param pod of a {@link daemonTemplate}. */
export function shouldRunOn(
  node: ClusterNode,
  { tolerations = [], nodeSelector }: PodOptions,
): { readonly shouldRun: boolean; readonly mayStay: boolean } {
  if (!isSelected(labelsOf(node.options), nodeSelector)) return { shouldRun: false, mayStay: false };
  const taints = taintsOf(node);
  if (toleratesAll(tolerations, taints)) return { shouldRun: true, mayStay: true };
  const executing = taints.filter(({ effect }) => effect === 'NoExecute');
  return { shouldRun: false, mayStay: toleratesAll(tolerations, executing) };
}
