/**
 * Which endpoints a proxy may send a connection to: the ready ones; without any, those that still serve while they
 * terminate; never a mixture.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/topology.go (CategorizeEndpoints)
 */
import type { Endpoint } from '../cluster/endpoint-slices.ts';

/** Pod numbers of the usable endpoints, in the order given. */
export function usableEndpoints(endpoints: readonly Endpoint[]): Int32Array {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  const usable = ready.length > 0 ? ready : endpoints.filter((e) => e.serving && e.terminating);
  return Int32Array.from(usable, (endpoint) => endpoint.pod);
}
