/**
 * Offered load: the work that clients send, as a number of requests and as a share of what the pods of a Deployment can
 * do. It is computed from the options alone, before any simulation, and knows nothing of retries, cold starts and
 * rollouts.
 */
import { createSampler } from '../kernel/samplers/index.ts';
import { requestsAtOnce } from '../scenario/pod-capacity.ts';
import { podsAtMost } from '../scenario/pods-wanted.ts';
import { meanRate, ratesPerPod, serviceMsBehind } from '../scenario/request-rates.ts';
import { expectedArrivals } from '../scenario/values/arrivals.ts';
import type { SimulationOptions } from '../model/options.ts';

/** Requests that one replication is expected to see, by the rates of its sources, warm-up included. */
export function expectedRequests(options: SimulationOptions): number {
  return options.traffic.reduce((sum, _, source) => sum + arrivalsUntilEnd(options, source), 0);
}

/**
 * Offered load of every Deployment, in the order of `options.workloads`: (arrival rate × mean service time) /
 * (pods × requests that a pod can serve at once). From 1 on the queue has no steady state. A rate that changes counts with its mean over the
 * run; users who wait for answers offer no more than can be done. Where several Deployments stand behind a Service,
 * each takes the part of its pods; of a Deployment that is scaled, the largest size counts. Calls of other services are
 * requests as well; the time that a request waits for its own calls is left out.
 */
export function offeredLoads(options: SimulationOptions): number[] {
  const pods = options.workloads.map((_, index) => podsAtMost(options, index));
  const rates = ratesPerPod(options, pods, (source) => openRate(options, source));
  return options.workloads.map(({ pod }, index) => {
    const { serviceTime } = pod.application;
    const load = (rates[index]! * createSampler(serviceTime).mean) / 1000 / requestsAtOnce(pod);
    return pods[index] === 0 ? 0 : load;
  });
}

/** Of closed sources nothing. */
function openRate(options: SimulationOptions, source: number): number {
  return options.traffic[source]!.arrivals.type === 'closed' ? 0 : meanRate(options, source);
}

function arrivalsUntilEnd(options: SimulationOptions, source: number): number {
  return expectedArrivals(options, source, options.durationMs, serviceMsBehind(options, source));
}
