/**
 * Replicas from a metric with one value for the whole target: of an object, or from outside the cluster.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/replica_calculator.go (GetObjectMetricReplicas, GetExternalPerPodMetricReplicas)
 */
import type { Circumstances } from './pod-replicas.ts';
import type { Proposal } from './proposal.ts';
import { isWithin, roundedUp } from './tolerance.ts';

/** `Value` target: the ready pods, by the ratio. From nothing one pod per target, however little there is. */
export function replicasByValue(
  usageMilli: number,
  targetMilli: number,
  { currentReplicas, pods, tolerances }: Circumstances,
): Proposal {
  const ratio = usageMilli / targetMilli;
  const proposed = (replicas: number) => ({ replicas, usageMilli, utilizationPercent: null });
  if (currentReplicas === 0) return proposed(roundedUp(ratio));
  if (isWithin(tolerances, ratio)) return proposed(currentReplicas);
  if (pods.length === 0) return { failure: 'no pods returned by selector while calculating replica count' };
  const ready = pods.filter((pod) => pod.phase === 'Running' && pod.ready?.status === true);
  return proposed(roundedUp(ratio * ready.length));
}

/**
 * `AverageValue` target: the total is shared by the replicas there are.
 * @param statusReplicas of the target, so pods above spec.replicas count as well.
 */
export function replicasByShare(
  totalMilli: number,
  targetMilli: number,
  statusReplicas: number,
  { tolerances }: Circumstances,
): Proposal {
  const stays = isWithin(tolerances, totalMilli / (targetMilli * statusReplicas));
  return {
    replicas: stays ? statusReplicas : roundedUp(totalMilli / targetMilli),
    usageMilli: Math.ceil(totalMilli / statusReplicas),
    utilizationPercent: null,
  };
}
