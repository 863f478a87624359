/**
 * Offered load: the work that clients send, as a number of requests and as a share of what the pods of a Deployment can
 * do. It is computed from the options alone, before any simulation, and knows nothing of retries, cold starts and
 * rollouts.
 */
import { createSampler } from '../kernel/samplers/index.ts';
import { podsAtMost } from '../scenario/pods-wanted.ts';
import type { WorkloadOptions, ServiceOptions, SimulationOptions } from '../model/options.ts';

/** Requests that one replication is expected to see, by the rates of its sources, warm-up included. */
export function expectedRequests(options: SimulationOptions): number {
  const perSecond = options.traffic.reduce((sum, source) => sum + source.arrivals.ratePerSecond, 0);
  return (perSecond * options.durationMs) / 1000;
}

/**
 * Offered load of every Deployment, in the order of `options.workloads`: (arrival rate × mean service time) /
 * (pods × slots per pod). From 1 on the queue has no steady state. Where several Deployments stand behind a Service,
 * each takes the part of its pods; of a Deployment that is scaled, the largest size counts.
 */
export function offeredLoads(options: SimulationOptions): number[] {
  const pods = options.workloads.map((_, index) => podsAtMost(options, index));
  return options.workloads.map((deployment, index) => {
    const ratePerPod = options.traffic
      .filter((source) => selects(options.services[source.service], deployment))
      .reduce(
        (rate, source) => rate + source.arrivals.ratePerSecond / podsBehind(options, pods, source.service),
        0,
      );
    const { serviceTime, concurrency } = deployment.pod.application;
    const load = (ratePerPod * createSampler(serviceTime).mean) / 1000 / concurrency;
    return pods[index] === 0 ? 0 : load;
  });
}

function podsBehind(options: SimulationOptions, pods: readonly number[], service: number): number {
  return options.workloads.reduce(
    (sum, deployment, index) =>
      selects(options.services[service], deployment) ? sum + (pods[index] ?? 0) : sum,
    0,
  );
}

/** A Service selects the pods that carry all labels of its selector; without a selector, none. */
function selects(service: ServiceOptions | undefined, deployment: WorkloadOptions): boolean {
  const labels = Object.entries(service?.selector ?? {});
  return labels.length > 0 && labels.every(([key, value]) => deployment.labels[key] === value);
}
