/** How many pods a workload wants, for what is said and reckoned before anything is simulated. */
import type { SimulationOptions, WorkloadOptions } from '../model/options.ts';

/** Pods it has at the beginning. */
export function podsAtFirst(workload: WorkloadOptions): number {
  return workload.absent ? 0 : podsWanted(workload);
}

/** The most pods that its spec, an event or an autoscaler may ask for. */
export function podsAtMost({ workloads, events, autoscaling }: SimulationOptions, index: number): number {
  const sizes = events.flatMap((event) => {
    if (!('workload' in event) || event.workload !== index) return [];
    if (event.type === 'scale') return [event.replicas];
    return event.type === 'applyManifest' ? [podsWanted(event.spec)] : [];
  });
  const scaled = (autoscaling?.autoscalers ?? []).flatMap(({ workload, spec }) =>
    workload === index ? [spec.maxReplicas] : [],
  );
  return Math.max(podsAtFirst(workloads[index]!), ...sizes, ...scaled);
}

function podsWanted(workload: WorkloadOptions): number {
  return 'replicas' in workload ? workload.replicas : 1;
}
