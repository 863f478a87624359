/** How many pods a workload wants, for what is said and reckoned before anything is simulated. */
import type { ClusterOptions, SimulationOptions, WorkloadOptions } from '../model/options.ts';
import { eligibleNodes } from './eligible-nodes.ts';

/** Pods of the workload of this index at the beginning. */
export function podsAtFirst({ workloads, cluster }: SimulationOptions, index: number): number {
  const workload = workloads[index]!;
  return workload.absent ? 0 : podsWanted(workload, cluster);
}

/** The most pods that its spec, an event or an autoscaler may ask for. */
export function podsAtMost(options: SimulationOptions, index: number): number {
  const { cluster, events, autoscaling } = options;
  const sizes = events.flatMap((event) => {
    if (!('workload' in event) || event.workload !== index) return [];
    if (event.type === 'scale') return [event.replicas];
    return event.type === 'applyManifest' ? [podsWanted(event.spec, cluster)] : [];
  });
  const scaled = (autoscaling?.autoscalers ?? []).flatMap(({ workload, spec }) =>
    workload === index ? [spec.maxReplicas] : [],
  );
  return Math.max(podsAtFirst(options, index), ...sizes, ...scaled);
}

function podsWanted(workload: WorkloadOptions, { nodes }: ClusterOptions): number {
  if (workload.kind === 'DaemonSet') return eligibleNodes(nodes, workload.pod);
  return 'replicas' in workload ? workload.replicas : 1;
}
