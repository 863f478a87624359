/**
 * Replicas from a metric that every pod has a value of its own of: resource usage against requests, or plain averages.
 * Pods that are not measured are assumed, in the second round, to be what makes the change smaller.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/replica_calculator.go (GetResourceReplicas, calcPlainMetricReplicas)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/metrics/utilization.go
 */
import { groupPods, type ReadinessPeriods, type Sample, type ScaledPod } from './pod-groups.ts';
import { hasFailed, type Failed, type Proposal } from './proposal.ts';
import { isWithin, roundedUp, type Tolerances } from './tolerance.ts';

/** All that a calculation needs to know besides the metric. */
export interface Circumstances {
  /** spec.replicas of the target. */
  readonly currentReplicas: number;
  /** All pods that the target's selector matches, of old ReplicaSets too. */
  readonly pods: readonly ScaledPod[];
  readonly tolerances: Tolerances;
  readonly periods: ReadinessPeriods;
  readonly nowMs: number;
}

type Values = ReadonlyMap<string, number>;

interface Usage {
  /** Usage to target. */
  readonly ratio: number;
  readonly usageMilli: number;
  readonly utilizationPercent: number | null;
}

/** How a metric is compared with its target. */
interface Measure {
  /** `null`: not a resource, so that readiness does not matter. */
  readonly resource: string | null;
  usageOf(values: Values): Usage | Failed;
  /** What a pod without a sample is taken to use when the others use less than the target. */
  assumedOf(pod: string): number;
}

/**
 * Replicas that bring the average utilisation of the requests to `targetPercent`.
 * @param container only this container's requests count; `null`: those of all.
 */
export function replicasByUtilization(
  samples: ReadonlyMap<string, Sample>,
  resource: string,
  container: string | null,
  targetPercent: number,
  circumstances: Circumstances,
): Proposal {
  return propose(samples, circumstances, resource, () => {
    const requests = requestsOf(circumstances.pods, resource, container);
    if (hasFailed(requests)) return requests;
    return {
      resource,
      usageOf: (values) => utilization(values, requests, targetPercent),
      assumedOf: (pod) => Math.trunc((requests.get(pod)! * Math.max(100, targetPercent)) / 100),
    };
  });
}

/** Replicas that bring the average of the pods' values to the target. @param resource `null` for custom metrics. */
export function replicasByAverage(
  samples: ReadonlyMap<string, Sample>,
  resource: string | null,
  targetMilli: number,
  circumstances: Circumstances,
): Proposal {
  return propose(samples, circumstances, resource, () => ({
    resource,
    usageOf: (values) => {
      const usageMilli = Math.trunc(sum(values.values()) / values.size);
      return { ratio: usageMilli / targetMilli, usageMilli, utilizationPercent: null };
    },
    assumedOf: () => targetMilli,
  }));
}

function propose(
  samples: ReadonlyMap<string, Sample>,
  circumstances: Circumstances,
  resource: string | null,
  measureOf: () => Measure | Failed,
): Proposal {
  const { currentReplicas, pods, tolerances, periods, nowMs } = circumstances;
  if (pods.length === 0) return { failure: 'no pods returned by selector while calculating replica count' };
  const groups = groupPods(pods, samples, resource, periods, nowMs);
  const values = new Map([...samples].map(([pod, { milli }]) => [pod, milli]));
  for (const pod of [...groups.ignored, ...groups.unready]) values.delete(pod);
  if (values.size === 0)
    return { failure: 'did not receive metrics for targeted pods (pods might be unready)' };
  const measure = measureOf();
  if (hasFailed(measure)) return measure;
  const usage = measure.usageOf(values);
  if (hasFailed(usage)) return usage;
  const { ratio, usageMilli, utilizationPercent } = usage;
  const proposed = (replicas: number) => ({ replicas, usageMilli, utilizationPercent });

  const growsBesideUnready = groups.unready.length > 0 && ratio > 1;
  if (!growsBesideUnready && groups.missing.length === 0) {
    return proposed(isWithin(tolerances, ratio) ? currentReplicas : roundedUp(ratio * groups.ready.length));
  }
  for (const pod of groups.missing) {
    if (ratio < 1) values.set(pod, measure.assumedOf(pod));
    else if (ratio > 1) values.set(pod, 0);
  }
  if (growsBesideUnready) for (const pod of groups.unready) values.set(pod, 0);

  const second = measure.usageOf(values);
  if (hasFailed(second)) return second;
  const turned = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1);
  if (isWithin(tolerances, second.ratio) || turned) return proposed(currentReplicas);
  const replicas = roundedUp(second.ratio * values.size);
  const contradicts = second.ratio < 1 ? replicas > currentReplicas : replicas < currentReplicas;
  return proposed(contradicts ? currentReplicas : replicas);
}

/** Samples of pods that nobody knows are left out here, though they count as pods. */
function utilization(values: Values, requests: Values, targetPercent: number): Usage | Failed {
  const known = [...values].filter(([pod]) => requests.has(pod));
  const used = sum(known.map(([, milli]) => milli));
  const requested = sum(known.map(([pod]) => requests.get(pod)!));
  if (requested === 0) return { failure: 'no metrics returned matched known pods' };
  const utilizationPercent = Math.trunc((used * 100) / requested);
  return {
    ratio: utilizationPercent / targetPercent,
    usageMilli: Math.trunc(used / known.length),
    utilizationPercent,
  };
}

/** Thousandths requested by each pod; a container that does not request the resource spoils it for all. */
function requestsOf(
  pods: readonly ScaledPod[],
  resource: string,
  container: string | null,
): Map<string, number> | Failed {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    let total = 0;
    for (const { name, milli } of pod.containers) {
      if (container !== null && container !== name) continue;
      const request = milli[resource];
      if (request === undefined) {
        return { failure: `missing request for ${resource} in container ${name} of Pod ${pod.name}` };
      }
      total += request;
    }
    requests.set(pod.name, total);
  }
  return requests;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
