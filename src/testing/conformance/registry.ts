/** Which adapter serves which table; one line for each family of tables. */
import { deploymentArithmetic } from './adapters/a-deployments.ts';
import { replicaSetSteps } from './adapters/b-replica-sets.ts';
import { PROBE_ADAPTERS } from './adapters/c-probes.ts';
import { autoscalerDecisions } from './adapters/d-autoscaler.ts';
import { autoscalerLimits } from './adapters/d-limits.ts';
import { autoscalerReplicas } from './adapters/d-replicas.ts';
import { proxyAdapters } from './adapters/e-proxies.ts';
import { podOrder } from './adapters/f-pods.ts';
import { endpointAdapters } from './adapters/g-endpoints.ts';
import { BACKOFF_ADAPTERS } from './adapters/h-backoff.ts';
import { comparing } from './comparison.ts';
import type { Adapter } from './table.ts';

export const ADAPTERS: Readonly<Record<string, Adapter>> = {
  ...comparing(deploymentArithmetic),
  ...comparing(replicaSetSteps),
  ...PROBE_ADAPTERS,
  ...comparing(autoscalerReplicas),
  ...comparing(autoscalerLimits),
  ...comparing(autoscalerDecisions),
  ...comparing(proxyAdapters),
  ...comparing(podOrder),
  ...comparing(endpointAdapters),
  ...BACKOFF_ADAPTERS,
};
