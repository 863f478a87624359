/**
 * Clients that find a Service by the variables which the kubelet writes into the environment of a container when it
 * creates it ({SVC}_SERVICE_HOST and the others): a container older than the Service has none, however long it runs.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap)
 */
import type { TrafficOptions } from '../options.ts';
import * as Pods from '../workload/pod-memory.ts';

/** Whether some clients of the source have no address of the Service. */
export function mayLackVariables({ environment }: Pick<TrafficOptions, 'environment'>): boolean {
  return environment?.serviceCreated === 'afterPods';
}

/** Whether the pod's container is one of those that the run began with, which listen since before its time 0. */
export function isOfTheBeginning(pod: number): boolean {
  return Pods.listeningSinceMs[pod] === -Infinity;
}
