/**
 * What a pod asks of its node: its containers and sidecars together, or an init container beside the sidecars before
 * it, if that is more.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/component-helpers/resource/helpers.go PodRequests
 */
import type { PodOptions, QosClass } from '../../model/options.ts';
import type { Container, InitContainer } from '../kubernetes/container.ts';
import { quantity } from '../values/quantity.ts';
import { requestOf } from './cpu.ts';

/** DefaultMilliCPURequest and DefaultMemoryRequest: pkg/scheduler/util/pod_resources.go */
const UNASKED = { cpu: 0.1, memory: 200 * 2 ** 20 } as const;

type Containers = {
  readonly containers: readonly Container[];
  readonly initContainers: readonly InitContainer[];
};

export function requestOptions(
  spec: Containers,
): Pick<PodOptions, 'requests' | 'scoredRequests' | 'qosClass'> {
  const requests = { cpu: total(spec, 'cpu', 0), memory: total(spec, 'memory', 0) };
  const scoredRequests = {
    cpu: total(spec, 'cpu', UNASKED.cpu),
    memory: total(spec, 'memory', UNASKED.memory),
  };
  const asks = requests.cpu > 0 || requests.memory > 0;
  return { ...(asks && { requests, qosClass: qosClassOf(spec) }), scoredRequests };
}

/**
 * Of a pod that asks for something.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS
 */
function qosClassOf({ containers, initContainers }: Containers): QosClass {
  const isGuaranteed = (container: Pick<Container, 'resources'>) =>
    (['cpu', 'memory'] as const).every((resource) => {
      const limit = quantity(container.resources?.limits?.[resource] ?? 0);
      return limit > 0 && limit === quantity(requestOf(container, resource)!);
    });
  return [...containers, ...initContainers].every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

/** @param unasked of a container that says nothing, not even 0. */
function total(
  { containers, initContainers }: Containers,
  resource: 'cpu' | 'memory',
  unasked: number,
): number {
  const ask = (container: Pick<Container, 'resources'>) => {
    const asked = requestOf(container, resource);
    return asked === undefined ? unasked : quantity(asked);
  };
  let sidecars = 0;
  let starting = 0;
  for (const each of initContainers) {
    if (each.restartPolicy === 'Always') sidecars += ask(each);
    starting = Math.max(starting, sidecars + (each.restartPolicy === 'Always' ? 0 : ask(each)));
  }
  return Math.max(
    starting,
    containers.reduce((sum, each) => sum + ask(each), sidecars),
  );
}
