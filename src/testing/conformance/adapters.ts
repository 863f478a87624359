/** All adapters, in the order of the tables' letters. */
import type { Adapter } from './adapter.ts';
import { deploymentArithmetic } from './adapters/a-deployments.ts';
import { replicaSetSteps } from './adapters/b-replica-sets.ts';
import { autoscalerDecisions } from './adapters/d-autoscaler.ts';
import { autoscalerLimits } from './adapters/d-limits.ts';
import { autoscalerReplicas } from './adapters/d-replicas.ts';
import { podOrder } from './adapters/f-pods.ts';

export const ADAPTERS: readonly Adapter[] = [
  deploymentArithmetic,
  replicaSetSteps,
  autoscalerReplicas,
  autoscalerLimits,
  autoscalerDecisions,
  podOrder,
];
