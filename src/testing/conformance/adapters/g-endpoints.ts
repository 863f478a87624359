/** Tables of Kubernetes' tests of the EndpointSlice controller (g_*), put to the model's own rules. */
import { toEndpoint } from '../../../model/cluster/endpoint-slices.ts';
import type { Pod } from '../../../model/cluster/pod.ts';
import type { Comparison } from '../comparison.ts';

interface PodToEndpointCase {
  readonly podReady: boolean;
  readonly podTerminating: boolean;
  readonly publishNotReadyAddresses: boolean;
  readonly expectedReady: boolean;
  readonly expectedServing: boolean;
  readonly expectedTerminating: boolean;
}

/** The conditions only: the model has no addresses, and a zone is the node's. */
function podToEndpoint(row: PodToEndpointCase): Comparison {
  const conditions = { ready: row.podReady, deletionRequested: row.podTerminating };
  const pod: Pick<Pod, 'hasAddress' | 'gone' | 'ready' | 'deletionRequested' | 'terminalPhase'> = {
    hasAddress: true,
    gone: false,
    terminalPhase: null,
    ...conditions,
  };
  return {
    actual: toEndpoint(pod, row.publishNotReadyAddresses),
    expected: {
      ready: row.expectedReady,
      serving: row.expectedServing,
      terminating: row.expectedTerminating,
    },
  };
}

/** By the name of the table's file. */
export const endpointAdapters = { g_pod_to_endpoint: podToEndpoint } as const;
