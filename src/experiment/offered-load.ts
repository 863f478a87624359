/**
 * Offered load: the work that clients send, as a number of requests and as a share of what the pods of a Deployment can
 * do. It is computed from the options alone, before any simulation, and knows nothing of retries, cold starts and
 * rollouts.
 */
import { createSampler } from '../kernel/samplers/index.ts';
import type { ServiceOptions, SimulationOptions, TrafficOptions, WorkloadOptions } from '../model/options.ts';
import { expectedArrivals } from '../scenario/values/arrivals.ts';
import { podsAtMost } from '../scenario/pods-wanted.ts';

/** Requests that one replication is expected to see, by the rates of its sources, warm-up included. */
export function expectedRequests(options: SimulationOptions): number {
  return options.traffic.reduce((sum, _, source) => sum + arrivalsUntilEnd(options, source), 0);
}

/**
 * Offered load of every Deployment, in the order of `options.workloads`: (arrival rate × mean service time) /
 * (pods × slots per pod). From 1 on the queue has no steady state. A rate that changes counts with its mean over the
 * run; users who wait for answers offer no more than can be done. Where several Deployments stand behind a Service,
 * each takes the part of its pods; of a Deployment that is scaled, the largest size counts.
 */
export function offeredLoads(options: SimulationOptions): number[] {
  const pods = options.workloads.map((_, index) => podsAtMost(options, index));
  return options.workloads.map((deployment, index) => {
    const ratePerPod = options.traffic
      .filter((source) => source.arrivals.type !== 'closed')
      .filter((source) => selects(options.services[source.service], deployment))
      .reduce(
        (rate, source) => rate + meanRate(options, source) / podsBehind(options, pods, source.service),
        0,
      );
    const { serviceTime, concurrency } = deployment.pod.application;
    const load = (ratePerPod * createSampler(serviceTime).mean) / 1000 / concurrency;
    return pods[index] === 0 ? 0 : load;
  });
}

/** Requests per second of an open source, as the mean over the run. */
function meanRate(options: SimulationOptions, source: TrafficOptions): number {
  return (1000 * arrivalsUntilEnd(options, options.traffic.indexOf(source))) / options.durationMs;
}

function arrivalsUntilEnd(options: SimulationOptions, source: number): number {
  const { service } = options.traffic[source]!;
  const behind = options.workloads.find((each) => selects(options.services[service], each));
  const serviceMs = behind === undefined ? 0 : createSampler(behind.pod.application.serviceTime).mean;
  return expectedArrivals(options, source, options.durationMs, serviceMs);
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
