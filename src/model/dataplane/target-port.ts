/**
 * What a Service's targetPort means at a pod: a name leads to the first port that has it, and a pod without such a
 * port is no endpoint; a number is taken as it is, whether anybody listens there or not.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/utils.go (FindPort, getEndpointPorts)
 */
import type { PodOptions, ServiceOptions } from '../options.ts';

type Target = Pick<ServiceOptions, 'targetPort'>;
type Ports = Pick<PodOptions, 'ports'>;

/** The number that a port of a Service has at a pod; `null`: the pod has no port of that name; 0: any. O(ports) */
export function portAt({ targetPort = 0 }: Target, { ports }: Ports): number | null {
  if (typeof targetPort === 'number') return targetPort;
  return ports?.declared.find(({ name }) => name === targetPort)?.number ?? null;
}

/** Whether a pod that is an endpoint refuses connections because none of its containers listens there. O(ports) */
export function isClosed({ targetPort }: Target, { ports }: Ports): boolean {
  if (typeof targetPort !== 'number' || ports === undefined || ports.others) return false;
  return ports.declared.every(({ number }) => number !== targetPort);
}
